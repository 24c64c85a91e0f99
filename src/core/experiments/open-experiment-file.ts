import { open, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { DatasetRecord } from '@shared/dataset/dataset-record'
import type { ReadingOptions } from '@shared/dataset/reading-options'
import { CrossfadeError } from '@shared/errors'
import { experiment } from '@shared/experiment/experiment'
import type { Experiment } from '@shared/experiment/experiment'

/** A hundred layers and ten thousand columns take less than one of these. */
const mostBytes = 8_000_000

export interface ExperimentFile {
  readonly experiment: Experiment
  readonly dataset: DatasetRecord
  /** What is not as the file says, in sentences. */
  readonly remarks: readonly string[]
}

/**
 * Opens an experiment file with its table. A table that is not where the file says is looked for beside the file, so that both can be moved together.
 * Throws `file-not-found`, `file-is-directory`, `file-unreadable`, `config-invalid`, and what opening the table throws.
 */
export async function openExperimentFile(path: string, openTable: (path: string, reading: ReadingOptions) => Promise<DatasetRecord>): Promise<ExperimentFile> {
  const read = await readExperimentFile(path)
  const wanted = resolve(dirname(path), read.dataset.path)
  const table = await whereTableIs(path, wanted)
  const dataset = await openTable(table, read.dataset.reading)
  const remarks: string[] = []
  if (table !== wanted) remarks.push(`${wanted} is not there; ${table} was opened.`)
  if (read.dataset.sha256 !== undefined && read.dataset.sha256 !== dataset.sha256) remarks.push(`${basename(table)} has changed since the experiment was written.`)
  return { experiment: absolute(read, path), dataset, remarks }
}

async function whereTableIs(path: string, wanted: string): Promise<string> {
  const beside = join(dirname(path), wanted.replace(/^.*[\\/]/, ''))
  for (const table of [wanted, beside]) if ((await stat(table).catch(() => null)) !== null) return table
  throw new CrossfadeError('file-not-found', `${path} is about the table ${wanted}, which is not there. Put it there or beside the experiment file, and open the file again.`)
}

async function readExperimentFile(path: string): Promise<Experiment> {
  const facts = await stat(path).catch((thrown: unknown) => {
    if (codeOf(thrown) === 'ENOENT' || codeOf(thrown) === 'ENOTDIR') throw new CrossfadeError('file-not-found', `${path} is not there. It may have been moved or renamed.`)
    throw unreadable(path, thrown)
  })
  if (facts.isDirectory()) throw new CrossfadeError('file-is-directory', `${path} is a folder, not an experiment file.`)
  // A pipe would keep the reader waiting for ever.
  if (!facts.isFile()) throw new CrossfadeError('file-unreadable', `${path} is not a file that can be read to its end.`)
  if (facts.size > mostBytes) throw new CrossfadeError('config-invalid', `${path} has ${Math.round(facts.size / 1e6)} MB. An experiment file has some kilobytes: this is something else.`)
  const parsed = experiment.safeParse(await jsonOf(path))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue === undefined || issue.path.length === 0 ? 'the document' : issue.path.join('.')
  const more = parsed.error.issues.length > 1 ? ` (and ${parsed.error.issues.length - 1} more)` : ''
  throw new CrossfadeError('config-invalid', `${path} is not an experiment: ${where}: ${issue?.message ?? 'not understood'}${more}. docs/experiment-format.md describes each field.`)
}

async function jsonOf(path: string): Promise<unknown> {
  const file = await open(path).catch((thrown: unknown) => {
    throw unreadable(path, thrown)
  })
  try {
    // No more than was looked at, should it grow meanwhile.
    const buffer = Buffer.alloc(mostBytes + 1)
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0)
    return JSON.parse(buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, ''))
  } catch (thrown) {
    if (codeOf(thrown) !== undefined) throw unreadable(path, thrown)
    throw new CrossfadeError('config-invalid', `${path} is not an experiment file: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  } finally {
    await file.close()
  }
}

/** Relative paths are meant from the folder of the document. */
function absolute(read: Experiment, path: string): Experiment {
  const { testFile } = read.recipe.split
  return {
    ...read,
    dataset: { ...read.dataset, path: resolve(dirname(path), read.dataset.path) },
    recipe: testFile === undefined ? read.recipe : { ...read.recipe, split: { ...read.recipe.split, testFile: resolve(dirname(path), testFile) } },
  }
}

const codeOf = (thrown: unknown): unknown => (thrown as { readonly code?: unknown } | null)?.code

const unreadable = (path: string, thrown: unknown): CrossfadeError =>
  new CrossfadeError('file-unreadable', `${path} cannot be read (${thrown instanceof Error ? thrown.message : String(thrown)}).`)
