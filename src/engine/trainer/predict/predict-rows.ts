import { CrossfadeError } from '@shared/errors'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { InputOf } from '@shared/engine/wire'
import type { CallContext } from '../../channel/serve-engine'
import { meanScores } from './mean-scores'
import { predictBlocks } from './predict-blocks'
import { loadScoringModel } from './scoring-model'

type Input = InputOf<TrainerMethods['predict']>

/** See the declaration of `predict`. */
export async function predictRows(input: Input, context: CallContext<{ readonly done: number; readonly rows: number }>): Promise<{ readonly rows: number }> {
  const models = await Promise.all((input.ensemble ?? [{ modelDir: input.modelDir, output: null }]).map(async ({ modelDir, output }) => ({ model: await loadScoringModel(modelDir), output })))
  const classes = input.target.kind === 'classes' ? input.target.classes.length : null
  const scored = (values: Float32Array, rows: number, width: number): Float32Array => {
    const members = models.map(({ model, output }) => ({ scores: model.score(values, rows, width), output }))
    const [first] = members
    if (first === undefined) throw new CrossfadeError('internal', 'An ensemble without members.')
    return first.output === null ? first.scores : meanScores(members.map(({ scores, output }) => ({ scores, output: output ?? 'softmax' })), rows, classes)
  }
  try {
    return await predictBlocks(input, scored, context)
  } finally {
    for (const { model } of models) model.dispose()
  }
}
