import type { TrainerMethods } from '@shared/engine/trainer-methods'
import { CrossfadeError } from '@shared/errors'
import type { Pipeline } from '@shared/recipe/pipeline'
import type { Handlers } from '../channel/serve-engine'
import { scoreCells } from '../trainer/predict/score-cells'
import { StopRequest } from '../trainer/run/stop-request'
import { classCount } from '../trainer/predict/scored-together'
import type { ScoredTogether } from '../trainer/predict/scored-together'
import { addBaselineScores, loadBaselines, predictBaseline } from './predict-baseline'
import { baselineImportance, scoreBaseline } from './score-baseline'
import { trainBaseline } from './train-baseline'

/** The trainer's contract for runs of kind `trees`, as far as it makes sense for them. One training at a time. */
export function baselineHandlers(): Handlers<TrainerMethods> {
  let current: StopRequest | null = null
  let held: { readonly models: ScoredTogether; readonly pipeline: Pipeline } | null = null
  return {
    async train(input, { emit, signal }) {
      if (current !== null) throw new CrossfadeError('run-busy', 'This process works on another run already.')
      const stop = new StopRequest()
      current = stop
      const cancelled = () => stop.ask('now')
      signal.addEventListener('abort', cancelled)
      try {
        return await trainBaseline(input, stop, emit)
      } finally {
        signal.removeEventListener('abort', cancelled)
        current = null
      }
    },
    score: (input) => scoreBaseline(input),
    importance: (input, context) => baselineImportance(input, context),
    predict: (input, context) => predictBaseline(input, context),
    addScores: (input, context) => addBaselineScores(input, context),
    async holdModel({ pipeline, ...chosen }) {
      const models = loadBaselines(chosen, classCount(pipeline.target), 1)
      held?.models.dispose()
      held = { models, pipeline }
      return null
    },
    async scoreCells({ rows }) {
      if (held === null) throw new CrossfadeError('invalid-argument', 'No model is held. Open the form first.')
      return scoreCells(rows, held.pipeline, held.models.score)
    },
    stop({ when }) {
      current?.ask(when)
      return Promise.resolve(null)
    },
    probe: () => onlyNetworks('probed'),
    learningRateRange: () => onlyNetworks('tried with a growing learning rate'),
  }
}

function onlyNetworks(what: string): Promise<never> {
  return Promise.reject(new CrossfadeError('not-available', `A run of kind trees cannot be ${what}. Use a network.`))
}
