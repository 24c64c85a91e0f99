import { CrossfadeError } from '@shared/errors'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { InputOf } from '@shared/engine/wire'
import type { CallContext } from '../../channel/serve-engine'
import { meanScores } from './mean-scores'
import { predictBlocks } from './predict-blocks'
import type { Score } from './score-cells'
import { loadScoringModel } from './scoring-model'

type Input = InputOf<TrainerMethods['predict']>

/** See the declaration of `predict`. */
export async function predictRows(input: Input, context: CallContext<{ readonly done: number; readonly rows: number }>): Promise<{ readonly rows: number }> {
  const model = await loadModels(input, input.target)
  try {
    return await predictBlocks(input, model.score, context)
  } finally {
    model.dispose()
  }
}

/** A model, or several whose scores are averaged, ready to score. Throws `run-unreadable`. */
export async function loadModels({ modelDir, ensemble }: Pick<Input, 'modelDir' | 'ensemble'>, target: Input['target']): Promise<{ readonly score: Score; readonly dispose: () => void }> {
  const models = await Promise.all((ensemble ?? [{ modelDir, output: null }]).map(async ({ modelDir: dir, output }) => ({ model: await loadScoringModel(dir), output })))
  const classes = target.kind === 'classes' ? target.classes.length : null
  return {
    score: (values, rows, width) => {
      const members = models.map(({ model, output }) => ({ scores: model.score(values, rows, width), output }))
      const [first] = members
      if (first === undefined) throw new CrossfadeError('internal', 'An ensemble without members.')
      return first.output === null ? first.scores : meanScores(members.map(({ scores, output }) => ({ scores, output: output ?? 'softmax' })), rows, classes)
    },
    dispose: () => models.forEach(({ model }) => model.dispose()),
  }
}
