import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { DatasetRecord } from '@shared/dataset/dataset-record'
import type { ReadingOptions } from '@shared/dataset/reading-options'
import { CrossfadeError } from '@shared/errors'
import type { Experiment } from '@shared/experiment/experiment'
import { leadsElsewhere } from './leads-elsewhere'
import { readExperimentFile } from './read-experiment-file'

export interface ExperimentFile {
  readonly experiment: Experiment
  readonly dataset: DatasetRecord
  /** What is not as the file says, in sentences. */
  readonly remarks: readonly string[]
}

export interface TablesOfExperiments {
  readonly open: (path: string, reading: ReadingOptions) => Promise<DatasetRecord>
  /** Where a table with this sha256, or of this path, was opened before; null where none was. */
  readonly known: (table: { readonly sha256: string | undefined; readonly path: string }) => Promise<string | null>
}

/**
 * Opens an experiment file with its table, and with its file of test rows where it has one. What is not where the file says is looked for beside the file, so that
 * all can be moved together; what is not there either, among those that were opened. What is on another computer, or no file, is not even looked for unless it was
 * opened before.
 * Throws what `readExperimentFile` throws, `file-not-found`, `config-invalid`, and what opening the table throws.
 */
export async function openExperimentFile(path: string, tables: TablesOfExperiments): Promise<ExperimentFile> {
  const read = await readExperimentFile(path)
  const { path: wanted, sha256, reading } = read.dataset
  const { testFile } = read.recipe.split
  const remarks: string[] = []
  const find = async (file: string, hash: string | undefined) => (await standing([file, beside(path, file)].filter((one) => leadsElsewhere(one, path) === null))) ?? (await standing([await tables.known({ sha256: hash, path: file })]))
  const why = (file: string) => leadsElsewhere(file, path) ?? 'not there'
  const table = await find(wanted, sha256)
  if (table === null) throw missing(path, 'is about the table', wanted)
  if (table !== wanted) remarks.push(`${wanted} is ${why(wanted)}; ${table} was opened.`)
  const tests = testFile === undefined ? undefined : await find(testFile, undefined)
  if (tests === null) throw missing(path, 'takes its test rows from', testFile ?? '')
  if (testFile !== undefined && tests !== testFile) remarks.push(`${testFile} is ${why(testFile)}; ${tests ?? ''} was opened for the test rows.`)

  // First: a recipe may only name a test file that was opened, and of the two the table is to stand on top of the list.
  if (tests !== undefined) await tables.open(tests, {})
  const dataset = await tables.open(table, reading)
  if (sha256 !== undefined && sha256 !== dataset.sha256) remarks.push(`${basename(table)} has changed since the experiment was written.`)
  const recipe = tests === undefined ? read.recipe : { ...read.recipe, split: { ...read.recipe.split, testFile: tests } }
  return { experiment: { ...read, recipe }, dataset, remarks }
}

/** A file of the same name in the folder of the experiment, whichever system its path was written on. */
const beside = (path: string, wanted: string): string => join(dirname(path), wanted.replace(/^.*[\\/]/, ''))

/** The first of these that is there. */
async function standing(paths: readonly (string | null)[]): Promise<string | null> {
  for (const path of paths) if (path !== null && (await stat(path).catch(() => null)) !== null) return path
  return null
}

function missing(path: string, what: string, wanted: string): CrossfadeError {
  const elsewhere = leadsElsewhere(wanted, path)
  if (elsewhere === null) return new CrossfadeError('file-not-found', `${path} ${what} ${wanted}, which is not there. Put it there or beside the experiment file, and open the file again.`)
  return new CrossfadeError('config-invalid', `${path} ${what} ${wanted}, which is ${elsewhere}. That is not opened because a file names it: put a copy beside the experiment file, or open it as a table yourself, and open the file again.`)
}
