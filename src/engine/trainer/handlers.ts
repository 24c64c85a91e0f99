import type { TrainerMethods } from '@shared/engine/trainer-methods'
import { CrossfadeError } from '@shared/errors'
import type { Handlers } from '../channel/serve-engine'
import type { FormCell, RowScores } from '@shared/run/row-form'
import { readRateRange } from '@shared/training/rate-range'
import { planTraining } from './run/plan'
import { readPrepared } from './run/prepared-data'
import { StopRequest } from './run/stop-request'
import { trainRun } from './run/train-run'
import { chooseThreads, cores } from './threads'

/** The trainer's side of its contract. One training at a time: a process belongs to a run. */
export function trainerHandlers(): Handlers<TrainerMethods> {
  let current: StopRequest | null = null
  let held: { readonly score: (rows: readonly (readonly FormCell[])[]) => readonly RowScores[]; readonly dispose: () => void } | null = null
  return {
    async probe() {
      chooseThreads(1)
      const { probeModes } = await import('./probe')
      return probeModes()
    },
    async train(input, { emit, signal }) {
      if (current !== null) throw new CrossfadeError('run-busy', 'This trainer process works on another run already.')
      const stop = new StopRequest()
      current = stop
      const cancelled = () => stop.ask('now')
      signal.addEventListener('abort', cancelled)
      try {
        return await trainRun(input, stop, emit)
      } finally {
        signal.removeEventListener('abort', cancelled)
        current = null
      }
    },
    async learningRateRange({ record, preparedDir, ...range }, { signal }) {
      const data = await readPrepared(preparedDir)
      const plan = planTraining(record, data)
      chooseThreads(plan.threads)
      const { measureRateRange } = await import('./run/measure-rate-range')
      return readRateRange(await measureRateRange(record, data, plan, range, signal))
    },
    async score(input) {
      chooseThreads(cores())
      const { scoreRun } = await import('./run/score-run')
      return scoreRun(input)
    },
    async importance(input, context) {
      chooseThreads(cores())
      const { measureImportance } = await import('./importance/measure-importance')
      return measureImportance(input, context)
    },
    async predict(input, context) {
      chooseThreads(cores())
      const { predictRows } = await import('./predict/predict-rows')
      return predictRows(input, context)
    },
    async addScores(input, context) {
      chooseThreads(cores())
      const { addScores } = await import('./predict/predict-rows')
      return addScores(input, context)
    },
    async holdModel({ pipeline, ...models }) {
      // One row at a time: threads would cost more than they bring.
      chooseThreads(1)
      const [{ loadModels }, { scoreCells }, { classCount }] = await Promise.all([import('./predict/predict-rows'), import('./predict/score-cells'), import('./predict/scored-together')])
      const model = await loadModels(models, classCount(pipeline.target))
      held?.dispose()
      held = { score: (rows) => scoreCells(rows, pipeline, model.score), dispose: model.dispose }
      return null
    },
    async scoreCells({ rows }) {
      if (held === null) throw new CrossfadeError('invalid-argument', 'No model is held. Open the form first.')
      return held.score(rows)
    },
    stop({ when }) {
      current?.ask(when)
      return Promise.resolve(null)
    },
  }
}
