import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { InputOf } from '@shared/engine/wire'
import type { CallContext } from '../../channel/serve-engine'
import { predictBlocks, sumBlocks } from './predict-blocks'
import { classCount, scoredTogether } from './scored-together'
import type { LoadedModel, ScoredTogether } from './scored-together'
import { loadScoringModel } from './scoring-model'

type Input = InputOf<TrainerMethods['predict']>
type Context = CallContext<{ readonly done: number; readonly rows: number }>

/** See the declaration of `predict`. */
export async function predictRows(input: Input, context: Context): Promise<{ readonly rows: number }> {
  const models = await loadModels(input, classCount(input.target))
  try {
    return await predictBlocks(input, models.score, context)
  } finally {
    models.dispose()
  }
}

/** See the declaration of `addScores`. */
export async function addScores(input: InputOf<TrainerMethods['addScores']>, context: Context): Promise<{ readonly rows: number }> {
  const models = await loadModels({ modelDir: '', ensemble: input.models }, input.classes)
  try {
    return await sumBlocks(input, models.add, context)
  } finally {
    models.dispose()
  }
}

/** A model, or several whose scores are averaged, ready to score. `classes`: null for a regression. Throws `run-unreadable`. */
export async function loadModels({ modelDir, ensemble }: Pick<Input, 'modelDir' | 'ensemble'>, classes: number | null): Promise<ScoredTogether> {
  const models = await Promise.all(
    (ensemble ?? [{ modelDir, output: null }]).map(async ({ modelDir: dir, output }): Promise<LoadedModel> => {
      const model = await loadScoringModel(dir)
      return { score: (values, rows, width) => model.score(values, rows, width), output, free: () => model.dispose() }
    }),
  )
  return scoredTogether(models, classes)
}
