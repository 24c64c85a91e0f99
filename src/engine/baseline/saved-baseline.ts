import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { CrossfadeError } from '@shared/errors'
import { writeAtomic } from '../trainer/run/write-atomic'
import { SavedTrees } from './lightgbm'

/** model/best/model.json of a run of kind `trees`. The trees themselves lie beside it in LightGBM's text form. Version 1. */
const savedBaseline = z.discriminatedUnion('kind', [
  /** What every row gets: shares of the classes, or 0, the mean of the standardised target. */
  z.object({ version: z.literal(1), kind: z.literal('constant'), outputs: z.array(z.number()).min(1) }),
  z.object({ version: z.literal(1), kind: z.literal('lightgbm'), file: z.literal('model.txt'), units: z.number().int().positive(), rounds: z.number().int().positive() }),
])
type SavedBaseline = z.infer<typeof savedBaseline>

export function saveBaseline(dir: string, model: SavedBaseline): void {
  mkdirSync(dir, { recursive: true })
  writeAtomic(join(dir, 'model.json'), [`${JSON.stringify(model, null, 2)}\n`])
}

export interface BaselineModel {
  /** [rows, units], row by row: probabilities, or a standardised number. */
  outputs(features: Float32Array, rows: number, inputs: number): Float32Array
  free(): void
}

/** A saved model, ready to score. Throws `run-unreadable`. */
export function readBaseline(dir: string, threads: number): BaselineModel {
  const path = join(dir, 'model.json')
  let model: SavedBaseline
  try {
    model = savedBaseline.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (thrown) {
    throw new CrossfadeError('run-unreadable', `${path} cannot be read (${thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : String(thrown)}). It was left as it is.`)
  }
  if (model.kind === 'constant') {
    const { outputs } = model
    return { outputs: (_, rows) => Float32Array.from({ length: rows * outputs.length }, (_unused, i) => outputs[i % outputs.length] ?? NaN), free: () => undefined }
  }
  const trees = new SavedTrees(join(dir, model.file), model.units)
  return { outputs: (features, rows, inputs) => trees.predict(features, rows, inputs, threads), free: () => trees.free() }
}
