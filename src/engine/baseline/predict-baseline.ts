import { cpus } from 'node:os'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { InputOf } from '@shared/engine/wire'
import type { CallContext } from '../channel/serve-engine'
import { predictBlocks, sumBlocks } from '../trainer/predict/predict-blocks'
import { classCount, scoredTogether } from '../trainer/predict/scored-together'
import type { LoadedModel, ScoredTogether } from '../trainer/predict/scored-together'
import { readBaseline } from './saved-baseline'

type Context = CallContext<{ readonly done: number; readonly rows: number }>

/** See the declaration of `predict`: memory does not grow with the file. */
export async function predictBaseline(input: InputOf<TrainerMethods['predict']>, context: Context): Promise<{ readonly rows: number }> {
  const models = loadBaselines(input, classCount(input.target), cpus().length)
  try {
    return await predictBlocks(input, models.score, context)
  } finally {
    models.dispose()
  }
}

/** See the declaration of `addScores`. */
export async function addBaselineScores(input: InputOf<TrainerMethods['addScores']>, context: Context): Promise<{ readonly rows: number }> {
  const models = loadBaselines({ modelDir: '', ensemble: input.models }, input.classes, cpus().length)
  try {
    return await sumBlocks(input, models.add, context)
  } finally {
    models.dispose()
  }
}

/** One model, or several whose scores are averaged. Throws `run-unreadable`, with none left in memory. */
export function loadBaselines({ modelDir, ensemble }: Pick<InputOf<TrainerMethods['predict']>, 'modelDir' | 'ensemble'>, classes: number | null, threads: number): ScoredTogether {
  const models: LoadedModel[] = []
  try {
    for (const { modelDir: dir, output } of ensemble ?? [{ modelDir, output: null }]) {
      const model = readBaseline(dir, threads)
      models.push({ score: (values, rows, width) => model.outputs(values, rows, width), output, free: () => model.free() })
    }
    return scoredTogether(models, classes)
  } catch (thrown) {
    for (const model of models) model.free()
    throw thrown
  }
}
