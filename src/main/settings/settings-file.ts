import { readFileSync, renameSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { defaultSettings, settings } from '@shared/settings/settings'
import type { Settings } from '@shared/settings/settings'
import type { ErrorEnvelope } from '@shared/errors'

export type SettingsOnDisk =
  /** The file is there and sound, or not there yet. */
  | { readonly kind: 'usable'; readonly settings: Settings }
  /** It was broken and lies beside its place under another name; defaults hold. */
  | { readonly kind: 'set-aside'; readonly settings: Settings; readonly notice: ErrorEnvelope }
  /** It can be neither read nor moved, and is left alone: changes hold until the end of this session. */
  | { readonly kind: 'untouchable'; readonly settings: Settings; readonly notice: ErrorEnvelope }

/** Reads the settings file before anyone else opens it. A broken one is renamed with the time, never overwritten. */
export function readSettingsFile(file: string, now: () => Date = () => new Date()): SettingsOnDisk {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return { kind: 'usable', settings: defaultSettings }
    return untouchable(file, thrown)
  }
  const problem = problemOf(text)
  if (problem.kind === 'none') return { kind: 'usable', settings: problem.settings }
  const stamp = now().toISOString().replace(/[:.]/g, '-')
  const aside = join(dirname(file), `${basename(file, '.json')}.broken-${stamp}.json`)
  try {
    renameSync(file, aside)
  } catch (thrown) {
    return untouchable(file, thrown)
  }
  return {
    kind: 'set-aside',
    settings: defaultSettings,
    notice: {
      code: 'config-invalid',
      message: `The settings file could not be used (${problem.reason}). It was kept as ${aside}, and the default settings are in use.`,
      details: { file, aside },
    },
  }
}

type Problem = { readonly kind: 'none'; readonly settings: Settings } | { readonly kind: 'broken'; readonly reason: string }

function problemOf(text: string): Problem {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'broken', reason: 'it is not JSON' }
  }
  const parsed = settings.safeParse(value)
  if (parsed.success) return { kind: 'none', settings: parsed.data }
  const issue = parsed.error.issues[0]
  return { kind: 'broken', reason: issue === undefined ? 'it does not fit' : `${issue.path.map(String).join('.') || 'content'}: ${issue.message}` }
}

function untouchable(file: string, thrown: unknown): SettingsOnDisk {
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return {
    kind: 'untouchable',
    settings: defaultSettings,
    notice: {
      code: 'config-invalid',
      message: `The settings file ${file} can be neither read nor set aside (${reason}). The default settings are in use, and changes to them are not kept.`,
      details: { file },
    },
  }
}

const codeOf = (thrown: unknown): unknown => (typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined)
