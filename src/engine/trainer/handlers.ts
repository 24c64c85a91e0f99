import type { TrainerMethods } from '@shared/engine/trainer-methods'
import { CrossfadeError } from '@shared/errors'
import type { Handlers } from '../channel/serve-engine'
import { readRateRange } from '@shared/training/rate-range'
import { planTraining } from './run/plan'
import { readPrepared } from './run/prepared-data'
import { StopRequest } from './run/stop-request'
import { trainRun } from './run/train-run'
import { chooseThreads, cores } from './threads'

/** The trainer's side of its contract. One training at a time: a process belongs to a run. */
export function trainerHandlers(): Handlers<TrainerMethods> {
  let current: StopRequest | null = null
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
    stop({ when }) {
      current?.ask(when)
      return Promise.resolve(null)
    },
  }
}
