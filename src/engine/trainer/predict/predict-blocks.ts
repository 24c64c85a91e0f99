import { open } from 'node:fs/promises'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { InputOf } from '@shared/engine/wire'
import { CrossfadeError } from '@shared/errors'
import { parseNpyHeader } from '@shared/npy'
import type { CallContext } from '../../channel/serve-engine'
import { breathe } from '../run/chunk-size'
import { predictionHeader, predictionLines } from './prediction-lines'

/** Rows scored at once: enough to keep the cores busy, little enough that memory does not grow with the file. */
const blockRows = 8_192

/**
 * Writes a line of predictions for every row of `features`, block by block. `score`: what the model puts out of a block, [rows, units], from
 * its inputs, [rows, width]. Throws `cancelled`, `file-unreadable` where the inputs end before their last row.
 */
export async function predictBlocks(
  input: InputOf<TrainerMethods['predict']>,
  score: (values: Float32Array, rows: number, width: number) => Float32Array,
  { emit, signal }: CallContext<{ readonly done: number; readonly rows: number }>,
): Promise<{ readonly rows: number }> {
  const features = await open(input.features, 'r')
  try {
    const head = Buffer.alloc(1024)
    const { bytesRead } = await features.read(head, 0, head.length, 0)
    const header = parseNpyHeader(head.subarray(0, bytesRead))
    const [rows = 0, width = 0] = header?.shape ?? []
    if (header === null || header.type !== 'float32' || header.shape.length !== 2) {
      throw new CrossfadeError('internal', `${input.features} is no table of inputs.`)
    }
    /** One read may bring less than was asked for. */
    const fill = async (block: Buffer, at: number) => {
      for (let filled = 0; filled < block.length; ) {
        const { bytesRead: got } = await features.read(block, filled, block.length - filled, at + filled)
        if (got === 0) throw new CrossfadeError('file-unreadable', `${input.features} ends before its last row. Predict once more; it is made anew.`)
        filled += got
      }
    }
    const out = await open(input.out, 'w')
    try {
      await out.write(predictionHeader(input))
      const block = Buffer.alloc(4 * blockRows * width)
      for (let from = 0; from < rows; from += blockRows) {
        if (signal.aborted) throw new CrossfadeError('cancelled', 'Cancelled.')
        const count = Math.min(blockRows, rows - from)
        await fill(block.subarray(0, 4 * count * width), header.offset + 4 * from * width)
        // A copy of its own: a pooled buffer may not begin where floats may.
        const values = new Float32Array(block.buffer.slice(block.byteOffset, block.byteOffset + 4 * count * width))
        await out.write(predictionLines(score(values, count, width), count, input))
        emit({ done: from + count, rows })
        await breathe()
      }
      await out.sync()
    } finally {
      await out.close()
    }
    return { rows }
  } finally {
    await features.close()
  }
}
