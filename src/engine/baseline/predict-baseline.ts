import { open } from 'node:fs/promises'
import { cpus } from 'node:os'
import { CrossfadeError } from '@shared/errors'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { InputOf } from '@shared/engine/wire'
import { parseNpyHeader } from '@shared/npy'
import type { CallContext } from '../channel/serve-engine'
import { predictionHeader, predictionLines } from '../trainer/predict/prediction-lines'
import { breathe } from '../trainer/run/chunk-size'
import { readBaseline } from './saved-baseline'

const blockRows = 8_192

/** See the declaration of `predict`: memory does not grow with the file. */
export async function predictBaseline(input: InputOf<TrainerMethods['predict']>, { emit, signal }: CallContext<{ readonly done: number; readonly rows: number }>): Promise<{ readonly rows: number }> {
  const model = readBaseline(input.modelDir, cpus().length)
  const features = await open(input.features, 'r')
  const out = await open(input.out, 'w')
  try {
    const head = Buffer.alloc(1024)
    await features.read(head, 0, head.length, 0)
    const header = parseNpyHeader(head)
    const [rows = 0, width = 0] = header?.shape ?? []
    if (header === null || header.type !== 'float32' || header.shape.length !== 2) throw new CrossfadeError('internal', `${input.features} is no table of inputs.`)
    await out.write(predictionHeader(input))
    const block = Buffer.alloc(4 * blockRows * width)
    for (let from = 0; from < rows; from += blockRows) {
      if (signal.aborted) throw new CrossfadeError('cancelled', 'Cancelled.')
      const count = Math.min(blockRows, rows - from)
      await features.read(block, 0, 4 * count * width, header.offset + 4 * from * width)
      const values = new Float32Array(block.buffer.slice(block.byteOffset, block.byteOffset + 4 * count * width))
      await out.write(predictionLines(model.outputs(values, count, width), count, input))
      emit({ done: from + count, rows })
      await breathe()
    }
    await out.sync()
    return { rows }
  } finally {
    await out.close()
    await features.close()
    model.free()
  }
}
