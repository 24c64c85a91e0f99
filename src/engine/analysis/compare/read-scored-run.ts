import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { comparedParts } from '@shared/compare/comparison'
import type { ComparedPart } from '@shared/compare/comparison'
import { importedRunFormat } from '@shared/export/imported-run'
import { CrossfadeError } from '@shared/errors'
import { readVersioned } from '@shared/files/versioned'
import type { VersionedFormat } from '@shared/files/versioned'
import type { Evaluation } from '@shared/run/evaluation'
import { evaluationInForce, recordInForce } from '@shared/run/in-force'
import { importedDetail, importedEvaluation } from '@shared/run/imported-detail'
import { evaluationFormat, runNotesFormat, runRecordFormat } from '@shared/run/run-formats'
import type { RunNotes, RunRecord } from '@shared/run/run-record'
import type { z } from 'zod'
import { readRunLock } from '../../channel/run-lock-file'
import { reader } from '../index-files'
import { readNpy } from './read-npy'

/** A run as its folder tells, without its scores. */
export interface RunFolder {
  readonly dir: string
  readonly record: RunRecord
  /** The name a person gave it, else its id. */
  readonly name: string
  readonly evaluation: Evaluation | null
  /** Parts whose scores are those of other weights than the best: the run was trained on since. */
  readonly outdated: readonly ComparedPart[]
}

/** Changes when one of the files that a RunFolder is made of does. */
export const folderStamp = (dir: string): string => isImported(dir) ? `${dir} ${stampOf(dir)}` : [dir, ...['run.json', 'notes.json', 'evaluation.json', 'metrics.jsonl'].map((name) => stampOf(join(dir, name))), readRunLock(dir)?.kind ?? ''].join(' ')

/** Throws `run-not-found` or `run-unreadable`. */
export function readRunFolder(dir: string): RunFolder {
  if (isImported(dir)) return readImported(dir)
  const record = readJson(join(dir, 'run.json'), runRecordFormat)
  if (record === null) throw new CrossfadeError('run-not-found', `There is no run in ${dir}.`)
  const notes = readJson(join(dir, 'notes.json'), runNotesFormat)
  const name = notes?.name.trim() ?? ''
  const evaluation = readJson(join(dir, 'evaluation.json'), evaluationFormat)
  // Of a run whose program died, the epochs say which is the best.
  const seen = reader.entryOf(dir, { record, notes: notes ?? noNotes, spark: [] })
  const now = recordInForce(seen.kind === 'run' ? seen.record : record, evaluation?.test?.epoch ?? null)
  const inForce = evaluationInForce(now, evaluation)
  const outdated = comparedParts.filter((part) => (evaluation?.[part] ?? null) !== null && inForce?.[part] === null)
  return { dir, record: now, name: name === '' ? record.id : name, evaluation: inForce, outdated }
}

const noNotes: RunNotes = { version: 1, name: '', tags: [], notes: '', archived: false }

/** A run of another program is one file, and has no rows of its own. */
export const isImported = (dir: string): boolean => dir.endsWith('.json')

function readImported(path: string): RunFolder {
  const found = readJson(path, importedRunFormat)
  if (found === null) throw new CrossfadeError('run-not-found', `There is no run in ${path}.`)
  const { record, notes } = importedDetail(found, path)
  return { dir: path, record, name: notes.name, evaluation: importedEvaluation(found), outdated: [] }
}

/** Which rows of a part were scored: small files, read before the scores. */
export interface PartRows {
  /** A class number or the target. */
  readonly labels: Float32Array | Int32Array
  /** 0-based numbers of the rows in the source file. */
  readonly sourceRows: Int32Array
  /** Which key each row has, where the rows of a key belong together (scores/<part>-keys.npy). */
  readonly keys: Int32Array | null
  /** The same for the same rows with the same labels in the same order. */
  readonly fingerprint: string
  /** Changes when the scores do. */
  readonly stamp: string
}

/** The rows of one part; null while they are unscored. Throws `run-unreadable`. */
export function readPartRows(dir: string, part: ComparedPart): PartRows | null {
  if (isImported(dir)) return null
  const array = (suffix: string) => readNpy(join(dir, 'scores', `${part}${suffix}.npy`))
  const scores = stampOf(join(dir, 'scores', `${part}.npy`))
  const [labels, rows] = [array('-labels'), array('-rows')]
  if (scores === absent || labels === null || rows === null) return null
  const count = rows.data.length
  if (!(rows.data instanceof Int32Array) || labels.data.length !== count) throw unfit(dir, part)
  const keys = array('-keys')?.data
  return {
    labels: labels.data,
    sourceRows: rows.data,
    keys: keys instanceof Int32Array && keys.length === count ? keys : null,
    fingerprint: fingerprint(labels.data, rows.data),
    stamp: `${dir} ${part} ${scores}`,
  }
}

/** The scores of a part: [rows, columns], as given by the output activation, or one prediction a row for regression. Throws `run-unreadable`. */
export function readScores(dir: string, part: ComparedPart, rows: number): { readonly scores: Float32Array; readonly columns: number } {
  const array = readNpy(join(dir, 'scores', `${part}.npy`))
  if (array === null || !(array.data instanceof Float32Array) || array.shape[0] !== rows) throw unfit(dir, part)
  return { scores: array.data, columns: array.shape[1] ?? 1 }
}

const unfit = (dir: string, part: ComparedPart) => new CrossfadeError('run-unreadable', `The ${part} scores of ${basename(dir)} do not fit together. Score the run again.`)

function fingerprint(labels: Float32Array | Int32Array, sourceRows: Int32Array): string {
  const hash = createHash('sha256')
  for (const array of [sourceRows, Float32Array.from(labels)]) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  return hash.digest('hex')
}

const absent = '-'

function stampOf(path: string): string {
  const facts = statSync(path, { throwIfNoEntry: false })
  return facts === undefined ? absent : `${facts.mtimeMs}:${facts.size}`
}

function readJson<Schema extends z.ZodType>(path: string, format: VersionedFormat<Schema>): z.infer<Schema> | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (thrown) {
    if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ENOENT') return null
    throw new CrossfadeError('run-unreadable', `${path} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  }
  const read = readVersioned(text, format)
  if (read.kind === 'bad') throw new CrossfadeError('run-unreadable', `${path}: ${read.reason}.`)
  return read.value
}
