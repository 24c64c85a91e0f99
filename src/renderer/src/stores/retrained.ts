import type { ArgumentOf } from '@shared/ipc/contract'
import type { RunRecord } from '@shared/run/run-record'

/**
 * The run that makes `run` comparable with `base`: its features, column steps, layers and training settings, on the file, the row steps,
 * the weight column and the split of `base`.
 */
export function retrained(run: RunRecord, name: string, base: RunRecord, baseName: string): ArgumentOf<'runs:start'> {
  const { recipe, model, training } = run.experiment
  const { features, ignored, types } = recipe.columns
  const { weight } = base.experiment.recipe.columns
  return {
    dataset: base.dataset.id,
    name: `${name}, split of ${baseName}`.slice(0, 200),
    recipe: { ...recipe, columns: { features, ignored, types, ...(weight === undefined ? {} : { weight }) }, rows: base.experiment.recipe.rows, split: base.experiment.recipe.split },
    model,
    training,
  }
}
