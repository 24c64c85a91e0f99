import { cpus } from 'node:os'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { InputOf } from '@shared/engine/wire'
import type { CallContext } from '../channel/serve-engine'
import { predictBlocks } from '../trainer/predict/predict-blocks'
import { readBaseline } from './saved-baseline'

/** See the declaration of `predict`: memory does not grow with the file. */
export async function predictBaseline(input: InputOf<TrainerMethods['predict']>, context: CallContext<{ readonly done: number; readonly rows: number }>): Promise<{ readonly rows: number }> {
  const model = readBaseline(input.modelDir, cpus().length)
  try {
    return await predictBlocks(input, (values, rows, width) => model.outputs(values, rows, width), context)
  } finally {
    model.free()
  }
}
