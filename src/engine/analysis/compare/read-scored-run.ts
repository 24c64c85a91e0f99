import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ComparedPart } from '@shared/compare/comparison'
import { CrossfadeError } from '@shared/errors'
import { readVersioned } from '@shared/files/versioned'
import type { VersionedFormat } from '@shared/files/versioned'
import type { Evaluation } from '@shared/run/evaluation'
import { evaluationFormat, runNotesFormat, runRecordFormat } from '@shared/run/run-formats'
import type { RunRecord } from '@shared/run/run-record'
import type { z } from 'zod'
import { readNpy } from './read-npy'

/** A run as its folder tells, without its scores. */
export interface RunFolder {
  readonly dir: string
  readonly record: RunRecord
  /** The name a person gave it, else its id. */
  readonly name: string
  readonly evaluation: Evaluation | null
}

/** Throws `run-not-found` or `run-unreadable`. */
export function readRunFolder(dir: string): RunFolder {
  const record = readJson(join(dir, 'run.json'), runRecordFormat)
  if (record === null) throw new CrossfadeError('run-not-found', `There is no run in ${dir}.`)
  const notes = readJson(join(dir, 'notes.json'), runNotesFormat)
  const name = notes?.name.trim() ?? ''
  return { dir, record, name: name === '' ? record.id : name, evaluation: readJson(join(dir, 'evaluation.json'), evaluationFormat) }
}

/** What a run says about each row of a part. */
export interface ScoredPart {
  /** [rows, columns]: as given by the output activation, or one prediction a row for regression. */
  readonly scores: Float32Array
  readonly columns: number
  /** A class number or the target. */
  readonly labels: Float32Array | Int32Array
  /** 0-based numbers of the rows in the source file. */
  readonly sourceRows: Int32Array
  /** Which key each row has, where the rows of a key belong together (scores/<part>-keys.npy). */
  readonly keys: Int32Array | null
}

/** The scores of one part of the rows; null while they are not there. Throws `run-unreadable`. */
export function readScoredPart(dir: string, part: ComparedPart): ScoredPart | null {
  const array = (suffix: string) => readNpy(join(dir, 'scores', `${part}${suffix}.npy`))
  const [scores, labels, rows] = [array(''), array('-labels'), array('-rows')]
  if (scores === null || labels === null || rows === null) return null
  const count = rows.data.length
  if (!(scores.data instanceof Float32Array) || !(rows.data instanceof Int32Array) || labels.data.length !== count || scores.shape[0] !== count) {
    throw new CrossfadeError('run-unreadable', `The ${part} scores of ${basename(dir)} do not fit together. Score the run again.`)
  }
  const keys = array('-keys')?.data
  return {
    scores: scores.data,
    columns: scores.shape[1] ?? 1,
    labels: labels.data,
    sourceRows: rows.data,
    keys: keys instanceof Int32Array && keys.length === count ? keys : null,
  }
}

/** The same for the same rows with the same labels in the same order. */
export function fingerprint({ labels, sourceRows }: ScoredPart): string {
  const hash = createHash('sha256')
  for (const array of [sourceRows, Float32Array.from(labels)]) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  return hash.digest('hex')
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
