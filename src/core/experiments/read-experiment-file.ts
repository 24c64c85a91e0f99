import { open, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { experiment } from '@shared/experiment/experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { systemCode } from '../files/file-error'
import { leadsElsewhere } from './leads-elsewhere'

/** A hundred layers and ten thousand columns take less than one of these. */
const mostBytes = 8_000_000
const version = 1

export interface ReadExperimentOptions {
  /** A pipe is read to its end, which is for whoever named it: in a window it would keep the reader waiting for ever. */
  readonly pipes?: boolean
}

/**
 * An experiment file (docs/experiment-format.md), read in one way by the window and the terminal. Relative paths in it are meant from its folder, and come out absolute;
 * what leads elsewhere (`leadsElsewhere`) comes out as it is written.
 * Throws `file-not-found`, `file-is-directory`, `file-unreadable`, `config-invalid`.
 */
export async function readExperimentFile(path: string, { pipes = false }: ReadExperimentOptions = {}): Promise<Experiment> {
  const facts = await stat(path).catch((thrown: unknown) => {
    const code = systemCode(thrown)
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new CrossfadeError('file-not-found', `${path} is not there. It may have been moved or renamed.`)
    throw unreadable(path, thrown)
  })
  if (facts.isDirectory()) throw new CrossfadeError('file-is-directory', `${path} is a folder, not an experiment file.`)
  if (!facts.isFile() && !pipes) throw new CrossfadeError('file-unreadable', `${path} is not a file that can be read to its end.`)
  if (facts.size > mostBytes) throw tooLarge(path, `${Math.round(facts.size / 1e6)} MB`)
  return absolute(experimentOf(await textOf(path), path), path)
}

function experimentOf(text: string, path: string): Experiment {
  const value = jsonOf(text, path)
  const written = typeof value === 'object' && value !== null ? (value as { readonly version?: unknown }).version : undefined
  if (typeof written === 'number' && written > version) {
    throw new CrossfadeError('config-invalid', `${path} was written by a newer Crossfade (version ${written} of the format; this one reads ${version}). Open it with that one, or write it again here.`)
  }
  const parsed = experiment.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue === undefined || issue.path.length === 0 ? 'the document' : issue.path.join('.')
  const more = parsed.error.issues.length > 1 ? ` (and ${parsed.error.issues.length - 1} more)` : ''
  throw new CrossfadeError('config-invalid', `${path} is not an experiment: ${where}: ${issue?.message ?? 'not understood'}${more}. Mend it there; docs/experiment-format.md describes each field.`)
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (thrown) {
    // Newer engines quote the file, with its line ends.
    const why = text.trim() === '' ? 'it is empty' : `it is not JSON: ${(thrown instanceof Error ? thrown.message : String(thrown)).replace(/\s+/g, ' ')}`
    throw new CrossfadeError('config-invalid', `${path} is not an experiment file: ${why}. "Save experiment as…" writes one, and so does crossfade train … --print-config.`)
  }
}

async function textOf(path: string): Promise<string> {
  const file = await open(path).catch((thrown: unknown) => {
    throw unreadable(path, thrown)
  })
  try {
    // No more than was looked at, should it grow meanwhile. A pipe gives its bytes in pieces.
    const buffer = Buffer.alloc(mostBytes + 1)
    let length = 0
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, null)
      if (bytesRead === 0) break
      length += bytesRead
    }
    if (length > mostBytes) throw tooLarge(path, `more than ${mostBytes / 1e6} MB`)
    return buffer.toString('utf8', 0, length)
  } catch (thrown) {
    throw thrown instanceof CrossfadeError ? thrown : unreadable(path, thrown)
  } finally {
    await file.close()
  }
}

/** Relative paths are meant from the folder of the document. */
function absolute(read: Experiment, path: string): Experiment {
  const { testFile } = read.recipe.split
  const from = (file: string) => (leadsElsewhere(file, path) === null ? resolve(dirname(path), file) : file)
  return {
    ...read,
    dataset: { ...read.dataset, path: from(read.dataset.path) },
    recipe: testFile === undefined ? read.recipe : { ...read.recipe, split: { ...read.recipe.split, testFile: from(testFile) } },
  }
}

const tooLarge = (path: string, size: string): CrossfadeError => new CrossfadeError('config-invalid', `${path} has ${size}. An experiment file has some kilobytes: this is something else.`)

const unreadable = (path: string, thrown: unknown): CrossfadeError =>
  new CrossfadeError('file-unreadable', `${path} cannot be read (${thrown instanceof Error ? thrown.message : String(thrown)}).`)
