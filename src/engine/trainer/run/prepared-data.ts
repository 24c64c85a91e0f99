import { existsSync, readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { CrossfadeError } from '@shared/errors'
import { parseNpyHeader } from '@shared/npy'
import type { NpyType } from '@shared/npy'
import { prepared } from '@shared/recipe/prepared'
import type { Prepared } from '@shared/recipe/prepared'

/** One part of the rows, as views into the arrays of all rows. */
export interface DataPart {
  /** [rows, inputs], row by row. */
  readonly features: Float32Array
  readonly labels: Float32Array
  /** 0-based numbers of the rows in the source file. */
  readonly sourceRows: Int32Array
  /** Which key each row has, where rows that share a value of the split's group column belong together. */
  readonly keys: Int32Array | null
  readonly rows: number
}

/** What the trainer needs of pipeline.json: nothing of how features are made. */
const fittedTarget = z.object({
  target: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('classes') }),
    z.object({ kind: z.literal('number'), mean: z.number(), std: z.number().positive() }),
  ]),
})

export interface PreparedData {
  readonly about: Prepared
  readonly target: z.infer<typeof fittedTarget>['target']
  readonly inputs: number
  /** 0 for regression. */
  readonly classes: number
  readonly train: DataPart
  readonly validation: DataPart
  readonly test: DataPart
  /** Weight of each training row, with mean 1; null without a weight column. */
  readonly weights: Float32Array | null
}

/** Reads what the data engine wrote to cache/prepared/<hash>/. Throws `file-not-found` or `file-unreadable`. */
export async function readPrepared(dir: string): Promise<PreparedData> {
  const about = parsed(dir, 'prepared.json', prepared)
  const { target } = parsed(dir, 'pipeline.json', fittedTarget)
  const features = await readArray(dir, 'features.npy', 'float32')
  const labels = await readArray(dir, 'labels.npy', 'float32')
  const sourceRows = await readArray(dir, 'rows.npy', 'int32')
  const weights = existsSync(join(dir, 'weights.npy')) ? await readArray(dir, 'weights.npy', 'float32') : null
  const keys = existsSync(join(dir, 'keys.npy')) ? await readArray(dir, 'keys.npy', 'int32') : null
  const inputs = features.shape[1] ?? 0
  const { train, validation, test } = about.split
  if (features.shape[0] !== labels.shape[0] || labels.shape[0] !== sourceRows.shape[0] || (keys !== null && keys.shape[0] !== labels.shape[0]) || train + validation + test !== labels.shape[0]) {
    throw new CrossfadeError('file-unreadable', `The prepared data in ${dir} do not fit together. Delete that folder; it is made anew.`)
  }
  const part = (from: number, rows: number): DataPart => ({
    features: floats(features).subarray(from * inputs, (from + rows) * inputs),
    labels: floats(labels).subarray(from, from + rows),
    sourceRows: new Int32Array(sourceRows.buffer, 4 * from, rows),
    keys: keys === null ? null : new Int32Array(keys.buffer, 4 * from, rows),
    rows,
  })
  return {
    about,
    target,
    inputs,
    classes: about.classes.length,
    train: part(0, train),
    validation: part(train, validation),
    test: part(train + validation, test),
    weights: weights === null ? null : withMeanOne(floats(weights).subarray(0, train)),
  }
}

interface NpyArray {
  readonly shape: readonly number[]
  readonly buffer: ArrayBuffer
}

const floats = (array: NpyArray): Float32Array => new Float32Array(array.buffer)

function parsed<T>(dir: string, name: string, schema: { parse(value: unknown): T }): T {
  try {
    return schema.parse(JSON.parse(readFileSync(join(dir, name), 'utf8')))
  } catch (thrown) {
    throw notReadable(dir, name, thrown)
  }
}

/** readFile stops at 2 GB, and one read call would hold up the messages; a large table needs more of both. */
const bytesInRead = 2 ** 26

async function readArray(dir: string, name: string, type: NpyType): Promise<NpyArray> {
  try {
    const file = await open(join(dir, name), 'r')
    try {
      const start = Buffer.alloc(1024)
      const header = parseNpyHeader(start.subarray(0, (await file.read(start, 0, start.length, 0)).bytesRead))
      if (header === null || header.type !== type) throw new Error(`it is not an array of ${type}`)
      const bytes = new Uint8Array(4 * header.shape.reduce((product, size) => product * size, 1))
      for (let offset = 0; offset < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, offset, Math.min(bytesInRead, bytes.length - offset), header.offset + offset)
        if (bytesRead === 0) throw new Error('its end is missing')
        offset += bytesRead
      }
      return { shape: header.shape, buffer: bytes.buffer }
    } finally {
      await file.close()
    }
  } catch (thrown) {
    throw notReadable(dir, name, thrown)
  }
}

function notReadable(dir: string, name: string, thrown: unknown): CrossfadeError {
  const missing = !existsSync(join(dir, name))
  const why = thrown instanceof Error ? thrown.message : String(thrown)
  return missing
    ? new CrossfadeError('file-not-found', `The prepared data are not complete: ${join(dir, name)} is missing. Prepare the dataset again.`)
    : new CrossfadeError('file-unreadable', `${join(dir, name)} cannot be read (${why}). Delete its folder; it is made anew.`)
}

function withMeanOne(weights: Float32Array): Float32Array {
  let sum = 0
  for (const weight of weights) sum += weight
  if (!(sum > 0)) throw new CrossfadeError('recipe-invalid', 'The weights of the training rows add up to 0. Choose another weight column.')
  const factor = weights.length / sum
  return weights.map((weight) => weight * factor)
}
