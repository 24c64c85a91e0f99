import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunCurves } from '@shared/compare/run-curves'
import { CrossfadeError } from '@shared/errors'
import { importedRunFormat } from '@shared/export/imported-run'
import { readVersioned } from '@shared/files/versioned'
import { importedDetail } from '@shared/run/imported-detail'
import type { CompareMemory } from './memory'
import { loadFolder } from './load-run'
import { isImported } from './read-scored-run'

/** What of a line of metrics.jsonl is no metric. */
const own: ReadonlySet<string> = new Set(['epoch', 'validation', 'learningRate', 'ms', 'step', 'at', 'diverged'])

type Line = Readonly<Record<string, unknown>>

/** The epochs of a run in columns. Of an epoch that was repeated after a resume, the later line counts; a torn last line does not. */
export function runCurves(dir: string, memory: CompareMemory): RunCurves {
  const { record } = loadFolder(dir, memory)
  const byEpoch = new Map<number, Line>()
  for (const line of isImported(dir) ? readImportedLines(dir) : readLines(join(dir, 'metrics.jsonl')).map(parse)) {
    if (line !== null && typeof line['epoch'] === 'number') byEpoch.set(line['epoch'], line)
  }
  const lines = [...byEpoch.values()].sort((a, b) => number(a['epoch']) - number(b['epoch']))
  const column = (of: (line: Line) => unknown) => Float64Array.from(lines, (line) => number(of(line)))
  const columns = (of: (line: Line) => Line): Record<string, Float64Array> => {
    const names = [...new Set(lines.flatMap((line) => Object.keys(of(line))))].filter((name) => !own.has(name))
    return Object.fromEntries(names.map((name) => [name, column((line) => of(line)[name])]))
  }
  const epoch = column((line) => line['epoch'])
  let elapsed = 0
  return {
    run: record.id,
    epoch,
    step: column((line) => line['step']),
    samples: epoch.map((value) => value * (record.split?.train ?? NaN)),
    ms: Float64Array.from(lines, (line) => (elapsed += number(line['ms']) || 0)),
    training: columns((line) => line),
    validation: columns((line) => (isLine(line['validation']) ? line['validation'] : {})),
  }
}

/** The epochs of a run of another program. */
function readImportedLines(path: string): readonly Line[] {
  const read = readVersioned(readLines(path).join('\n'), importedRunFormat)
  if (read.kind === 'bad') throw new CrossfadeError('run-unreadable', `${path}: ${read.reason}.`)
  return importedDetail(read.value, path).metrics
}

const number = (value: unknown): number => (typeof value === 'number' ? value : NaN)
const isLine = (value: unknown): value is Line => typeof value === 'object' && value !== null

function parse(text: string): Line | null {
  if (text === '') return null
  try {
    const value: unknown = JSON.parse(text)
    return isLine(value) ? value : null
  } catch {
    return null
  }
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n')
  } catch (thrown) {
    if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ENOENT') return []
    throw new CrossfadeError('run-unreadable', `${path} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  }
}
