import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assertNever } from '@shared/assert-never'
import type { ExchangeMethods } from '@shared/engine/exchange-methods'
import type { InputOf } from '@shared/engine/wire'
import { CrossfadeError } from '@shared/errors'
import { evaluateNetwork } from '@shared/export/evaluate-network'
import type { Checked } from '@shared/export/formats'
import { inputWidth } from '@shared/export/network'
import type { Network } from '@shared/export/network'
import type { CallContext } from '../../channel/serve-engine'
import { predictionHeader, predictionLines } from '../../trainer/predict/prediction-lines'
import { readNpy } from '../files'
import { comparePredictions, parsePredictions } from './compare-predictions'
import { predictWithKeras, readKerasModel } from './check-keras'
import { predictWithNumpy, readNumpyFolder } from './check-numpy'
import { predictWithOnnx } from './check-onnx'

export type CheckInput = InputOf<ExchangeMethods['checkModel']>

/** What a program predicts for the sample, as a CSV of predictions, and which program it was. */
export interface Predicted {
  readonly text: string
  readonly by: string
}

export const ownReader = 'Crossfade’s own reader'

/** See the declaration of `checkModel`. */
export async function checkModel(input: CheckInput, { signal }: CallContext<never>): Promise<Checked> {
  const { target } = input.pipeline
  await mkdir(input.tmp, { recursive: true })
  const predicted = input.predicted === null ? await predict(input, signal) : { text: await readFile(input.predicted.path, 'utf8'), by: input.predicted.by }
  if (signal.aborted) throw new CrossfadeError('cancelled', 'Cancelled: nothing was written.')
  const run = parsePredictions(await readFile(input.reference, 'utf8'), target)
  const maxDifference = comparePredictions(run, parsePredictions(predicted.text, target), target)
  return { by: predicted.by, rows: run.scores.length, maxDifference }
}

/** Predicts in the target program, else with our own reader of what was written. */
async function predict(input: CheckInput, signal: AbortSignal): Promise<Predicted> {
  const main = join(input.out, input.files[0] ?? '')
  switch (input.format) {
    case 'numpy':
      return (await targetProgram(input, () => predictWithNumpy(input, signal))) ?? byNetwork(input, await readNumpyFolder(input))
    case 'keras':
    case 'h5':
      return (await targetProgram(input, () => predictWithKeras(input, signal))) ?? byNetwork(input, await readKerasModel(main))
    case 'onnx':
      return predictWithOnnx(input, main, signal)
    case 'tfjs':
    case 'savedmodel':
      // TensorFlow is part of Crossfade: the trainer has predicted with the export itself.
      throw new CrossfadeError('internal', `A ${input.format} export is predicted by the trainer.`)
    default:
      return assertNever(input.format)
  }
}

const targetProgram = (input: CheckInput, ask: () => Promise<Predicted | null>): Promise<Predicted | null> => (input.ownReader ? Promise.resolve(null) : ask())

async function byNetwork(input: CheckInput, network: Network): Promise<Predicted> {
  const features = await readNpy(input.features)
  const [rows = 0, width = 0] = features.shape
  if (width !== inputWidth(network)) throw new CrossfadeError('export-differs', `The export takes ${inputWidth(network)} inputs instead of ${width}. Nothing was kept of it.`)
  return { text: predictionText(evaluateNetwork(network, features.values, rows), rows, input), by: ownReader }
}

/** Outputs of a model as the trainer writes them. */
export function predictionText(outputs: Float32Array, rows: number, { pipeline, positive }: Pick<CheckInput, 'pipeline' | 'positive'>): string {
  const wanted = { target: pipeline.target, positive, allScores: true, halfWidth: null }
  return predictionHeader(wanted) + predictionLines(outputs, rows, wanted)
}

/** Writes a script for a program that is asked once. */
export async function scratchFile(input: Pick<CheckInput, 'tmp'>, name: string, content: string): Promise<string> {
  const path = join(input.tmp, name)
  await writeFile(path, content)
  return path
}
