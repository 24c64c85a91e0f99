import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { CrossfadeError } from '@shared/errors'
import { epochSummary } from '@shared/run/run-record'
import { bytesOf, writeAtomic } from './write-atomic'

const bestNumber = z.number().nullable()

/** Where a training stands, apart from the arrays. */
export const trainingPosition = z.object({
  /** The epoch at work, 1-based; steps of it that are done. */
  epoch: z.number().int().positive(),
  stepInEpoch: z.number().int().nonnegative(),
  /** Optimiser steps since the start of the run. */
  step: z.number().int().nonnegative(),
  plateau: z.object({ factor: z.number(), waited: z.number().int() }),
  stopping: z.object({ bestEpoch: z.number().int(), best: bestNumber, waited: z.number().int(), reference: bestNumber }),
  best: epochSummary.nullable(),
  last: epochSummary.nullable(),
  epochMs: z.array(z.number()),
  /** Time spent on the epoch at work. */
  spentMs: z.number(),
  trainMs: z.number(),
  /** Sums of the epoch at work (see Tally.save); null at the very start. */
  tally: z.array(z.number().nullable()).nullable(),
})
export type TrainingPosition = z.infer<typeof trainingPosition>

/** The arrays of a checkpoint by name; `best` is absent before the first epoch that counts. */
export interface CheckpointArrays {
  readonly weights: readonly Float32Array[]
  readonly slots: readonly Float32Array[]
  readonly averages: readonly Float32Array[]
  /** The weights to be kept: of the best epoch, averaged where there is an average. */
  readonly best: readonly Float32Array[]
  readonly tally: readonly Float32Array[]
}

const groups = ['weights', 'slots', 'averages', 'best', 'tally'] as const

const header = z.object({
  version: z.literal(1),
  position: trainingPosition,
  lengths: z.record(z.enum(groups), z.array(z.number().int().nonnegative())),
  sha256: z.string(),
})

const magic = 'CROSSFADE-CHECKPOINT'

/** One file: the word CROSSFADE-CHECKPOINT and the header's length on a line, the header as JSON, then the arrays as float32. */
export function writeCheckpoint(path: string, position: TrainingPosition, arrays: CheckpointArrays): void {
  const parts = groups.flatMap((group) => arrays[group].map(bytesOf))
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  const lengths = Object.fromEntries(groups.map((group) => [group, arrays[group].map((array) => array.length)]))
  const text = JSON.stringify({ version: 1, position, lengths, sha256: hash.digest('hex') })
  writeAtomic(path, [`${magic} ${Buffer.byteLength(text)}\n`, text, ...parts])
}

/** null when there is none. Throws `run-unreadable` when it is damaged. */
export function readCheckpoint(path: string): { readonly position: TrainingPosition; readonly arrays: CheckpointArrays } | null {
  if (!existsSync(path)) return null
  const damaged = (why: string) =>
    new CrossfadeError('run-unreadable', `The checkpoint ${path} cannot be used: ${why}. The run's metrics and saved models are not affected; train it anew to go on.`)
  const bytes = readFileSync(path)
  const lineEnd = bytes.indexOf(0x0a)
  const match = new RegExp(`^${magic} (\\d+)$`).exec(bytes.subarray(0, Math.max(0, lineEnd)).toString('latin1'))
  if (match === null) throw damaged('it does not begin as one')
  const start = lineEnd + 1
  const end = start + Number(match[1])
  let about: z.infer<typeof header>
  try {
    about = header.parse(JSON.parse(bytes.subarray(start, end).toString('utf8')))
  } catch {
    throw damaged('its header is cut off or of another version')
  }
  if (createHash('sha256').update(bytes.subarray(end)).digest('hex') !== about.sha256) throw damaged('its numbers are cut off or changed')
  let offset = end
  const take = (length: number) => {
    const array = new Float32Array(bytes.buffer.slice(bytes.byteOffset + offset, bytes.byteOffset + offset + 4 * length))
    offset += 4 * length
    return array
  }
  const read = groups.map((group) => [group, (about.lengths[group] ?? []).map(take)] as const)
  return { position: about.position, arrays: Object.fromEntries(read) as unknown as CheckpointArrays }
}
