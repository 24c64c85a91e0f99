import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { FormCell, RowScores } from '@shared/run/row-form'
import type { RunRecord } from '@shared/run/run-record'
import type { EngineProcess } from '../engine-process/engine-process'
import type { ChosenModel, ModelGroup } from './chosen-model'
import { HeldProcess } from './held-process'
import { cellsAt } from './joined-columns'

type Trainer = EngineProcess<TrainerMethods>

/** The models of a form, each group of them loaded in a process of its own, until they are closed. */
export class HeldModels {
  private readonly held: readonly { readonly group: ModelGroup; readonly process: HeldProcess<Trainer> }[]

  constructor({ ensemble, groups }: ChosenModel, startTrainer: (kind?: RunRecord['kind']) => Trainer) {
    this.held = groups.map((group) => ({ group, process: new HeldProcess(() => hold(startTrainer(group.engine), group, ensemble)) }))
  }

  /** Throws what a start throws. */
  async ready(): Promise<void> {
    await Promise.all(this.held.map(({ process }) => process.ready))
  }

  /** What the mean of all models says of rows of a form. `places`: where the cells of each group lie in a row. A process that died is started anew. */
  async score(rows: readonly (readonly FormCell[])[], places: readonly (readonly number[])[]): Promise<readonly RowScores[]> {
    const said = await Promise.all(
      this.held.map(async ({ group, process }, i) => {
        const trainer = await process.get()
        return { models: group.models.length, rows: await trainer.request('scoreCells', { rows: rows.map((cells) => cellsAt(cells, places[i] ?? [])) }) }
      }),
    )
    return meanOfGroups(said)
  }

  /** Ends the processes. */
  async close(): Promise<void> {
    await Promise.all(this.held.map(({ process }) => process.close()))
  }
}

async function hold(trainer: Trainer, { models, pipeline }: ModelGroup, ensemble: boolean): Promise<Trainer> {
  try {
    await trainer.request('holdModel', { modelDir: models[0].modelDir, ...(ensemble ? { ensemble: [...models] } : {}), pipeline })
    return trainer
  } catch (thrown) {
    await trainer.stop()
    throw thrown
  }
}

/** The mean of what groups of models say of the same rows, each counting as many times as it has models. */
export function meanOfGroups(groups: readonly { readonly models: number; readonly rows: readonly RowScores[] }[]): readonly RowScores[] {
  const [first, ...others] = groups
  if (first === undefined || others.length === 0) return first?.rows ?? []
  const count = groups.reduce((sum, { models }) => sum + models, 0)
  return first.rows.map((_, row) => {
    const said = groups.flatMap(({ models, rows }) => (rows[row] === undefined ? [] : [{ models, ...rows[row] }]))
    const width = said[0]?.values.length ?? 0
    return {
      values: Array.from({ length: width }, (_unused, k) => said.reduce((sum, { models, values }) => sum + models * (values[k] ?? NaN), 0) / count),
      unseen: [...new Set(said.flatMap(({ unseen }) => unseen))],
    }
  })
}
