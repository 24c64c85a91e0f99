import type { TrainerMethods } from '@shared/engine/trainer-methods'
import { CrossfadeError } from '@shared/errors'
import type { Pipeline } from '@shared/recipe/pipeline'
import type { Handlers } from '../channel/serve-engine'
import { scoreCells } from '../trainer/predict/score-cells'
import { StopRequest } from '../trainer/run/stop-request'
import { predictBaseline } from './predict-baseline'
import { readBaseline } from './saved-baseline'
import type { BaselineModel } from './saved-baseline'
import { scoreBaseline } from './score-baseline'
import { trainBaseline } from './train-baseline'

/** The trainer's contract for runs of kind `trees`, as far as it makes sense for them. One training at a time. */
export function baselineHandlers(): Handlers<TrainerMethods> {
  let current: StopRequest | null = null
  let held: { readonly model: BaselineModel; readonly pipeline: Pipeline } | null = null
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
    predict: (input, context) => predictBaseline(input, context),
    async holdModel({ modelDir, pipeline }) {
      const model = readBaseline(modelDir, 1)
      held?.model.free()
      held = { model, pipeline }
      return null
    },
    async scoreCells({ rows }) {
      if (held === null) throw new CrossfadeError('invalid-argument', 'No model is held. Open the form first.')
      const { model, pipeline } = held
      return scoreCells(rows, pipeline, (values, count, width) => model.outputs(values, count, width))
    },
    stop({ when }) {
      current?.ask(when)
      return Promise.resolve(null)
    },
    probe: () => onlyNetworks('probed'),
    learningRateRange: () => onlyNetworks('tried with a growing learning rate'),
    importance: () => onlyNetworks('asked for the importance of its columns'),
  }
}

function onlyNetworks(what: string): Promise<never> {
  return Promise.reject(new CrossfadeError('not-available', `A run of kind trees cannot be ${what}. Use a network.`))
}
