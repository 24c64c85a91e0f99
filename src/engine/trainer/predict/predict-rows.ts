import { open } from 'node:fs/promises'
import { CrossfadeError } from '@shared/errors'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { InputOf } from '@shared/engine/wire'
import type { CallContext } from '../../channel/serve-engine'
import { parseNpyHeader } from '@shared/npy'
import { breathe } from '../run/chunk-size'
import { meanScores } from './mean-scores'
import { predictionHeader, predictionLines } from './prediction-lines'
import { loadScoringModel } from './scoring-model'

type Input = InputOf<TrainerMethods['predict']>

/** Rows scored at once: enough to keep the cores busy, little enough that memory does not grow with the file. */
const blockRows = 8_192

/** See the declaration of `predict`. */
export async function predictRows(input: Input, { emit, signal }: CallContext<{ readonly done: number; readonly rows: number }>): Promise<{ readonly rows: number }> {
  const models = await Promise.all((input.ensemble ?? [{ modelDir: input.modelDir, output: null }]).map(async ({ modelDir, output }) => ({ model: await loadScoringModel(modelDir), output })))
  const classes = input.target.kind === 'classes' ? input.target.classes.length : null
  const scored = (values: Float32Array, rows: number, width: number): Float32Array => {
    const members = models.map(({ model, output }) => ({ scores: model.score(values, rows, width), output }))
    const [first] = members
    if (first === undefined) throw new CrossfadeError('internal', 'An ensemble without members.')
    return first.output === null ? first.scores : meanScores(members.map(({ scores, output }) => ({ scores, output: output ?? 'softmax' })), rows, classes)
  }
  const features = await open(input.features, 'r')
  try {
    const head = Buffer.alloc(1024)
    await features.read(head, 0, head.length, 0)
    const header = parseNpyHeader(head)
    const [rows = 0, width = 0] = header?.shape ?? []
    if (header === null || header.type !== 'float32' || header.shape.length !== 2) {
      throw new CrossfadeError('internal', `${input.features} is no table of inputs.`)
    }
    const out = await open(input.out, 'w')
    try {
      await out.write(predictionHeader(input))
      const block = Buffer.alloc(4 * blockRows * width)
      for (let from = 0; from < rows; from += blockRows) {
        if (signal.aborted) throw new CrossfadeError('cancelled', 'Cancelled.')
        const count = Math.min(blockRows, rows - from)
        await features.read(block, 0, 4 * count * width, header.offset + 4 * from * width)
        // A copy of its own: a pooled buffer may not begin where floats may.
        const values = new Float32Array(block.buffer.slice(block.byteOffset, block.byteOffset + 4 * count * width))
        await out.write(predictionLines(scored(values, count, width), count, input))
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
    for (const { model } of models) model.dispose()
  }
}
