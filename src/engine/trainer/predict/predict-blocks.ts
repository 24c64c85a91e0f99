import { open } from 'node:fs/promises'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { InputOf } from '@shared/engine/wire'
import { npyHeader } from '@shared/npy'
import type { CallContext } from '../../channel/serve-engine'
import { eachBlock } from './feature-blocks'
import type { EarlierScores } from './feature-blocks'
import { predictionHeader, predictionLines } from './prediction-lines'

type Context = CallContext<{ readonly done: number; readonly rows: number }>

/**
 * Writes a line of predictions for every row of `features`, block by block. `score`: what the model puts out of a block, [rows, units], from
 * its inputs, [rows, width], and what other models of an ensemble said of it. Throws `cancelled`, `file-unreadable` where the inputs end before
 * their last row.
 */
export async function predictBlocks(
  input: InputOf<TrainerMethods['predict']>,
  score: (values: Float32Array, rows: number, width: number, earlier: EarlierScores | null) => Float32Array,
  context: Context,
): Promise<{ readonly rows: number }> {
  const out = await open(input.out, 'w')
  try {
    const done = await eachBlock(
      { features: input.features, earlier: input.earlier ?? null },
      context,
      async (values, rows, width, earlier) => {
        await out.writeFile(predictionLines(score(values, rows, width, earlier), rows, input))
      },
      async () => {
        await out.writeFile(predictionHeader(input))
      },
    )
    await out.sync()
    return done
  } finally {
    await out.close()
  }
}

/** Writes the sum of the scores of several models for every row, [rows, width of `add`'s result], block by block, as an npy. Throws as `predictBlocks`. */
export async function sumBlocks(
  input: InputOf<TrainerMethods['addScores']>,
  add: (values: Float32Array, rows: number, width: number, earlier: EarlierScores | null) => Float32Array,
  context: Context,
): Promise<{ readonly rows: number }> {
  const out = await open(input.out, 'w')
  try {
    return await eachBlock(
      // How many models the earlier ones are plays no part in a sum.
      { features: input.features, earlier: input.earlier === undefined ? null : { sums: input.earlier, models: 1 } },
      context,
      async (values, rows, width, earlier) => {
        const sums = add(values, rows, width, earlier)
        await out.writeFile(new Uint8Array(sums.buffer, sums.byteOffset, sums.byteLength))
      },
      async (rows) => {
        await out.writeFile(npyHeader('float32', [rows, input.classes ?? 1]))
      },
    )
  } finally {
    await out.close()
  }
}
