import type { RatePoint } from '@shared/training/rate-range'
import { rangeRate } from '@shared/training/rate-range'
import type { RunRecord } from '@shared/run/run-record'
import { buildModel } from '../model/build-model'
import { fitEmbedding } from '../model/piecewise-linear'
import { chooseProgram } from '../programs/choose-program'
import { rowOrder } from '../random-order'
import { trainingStep } from '../step/training-step'
import { breathe } from './chunk-size'
import type { TrainingPlan } from './plan'
import type { PreparedData } from './prepared-data'
import { rowWeights } from './row-weights'

export interface RangeRequest {
  readonly from: number
  readonly to: number
  readonly steps: number
}

/** The test is over when the loss is this many times its lowest. */
const givenUp = 4

/** Trains a fresh model for a few steps while the learning rate grows from `from` to `to`; nothing is kept. One point a step. */
export async function measureRateRange(record: RunRecord, data: PreparedData, plan: TrainingPlan, range: RangeRequest, signal: AbortSignal): Promise<readonly RatePoint[]> {
  const { model, recipe } = record.experiment
  const first = model.layers[0]
  const embedding = first?.kind === 'piecewise-linear' ? fitEmbedding(data.train.features, data.train.rows, data.inputs, first.bins) : null
  const built = buildModel(model, { inputs: data.inputs, units: plan.units, seed: plan.training.seed, embedding })
  const settings = { task: recipe.task, classes: data.classes, units: plan.units, output: model.output.activation, training: plan.training }
  const step = trainingStep(built, settings)
  const { program } = chooseProgram(step, data, { ...plan, training: { ...plan.training, engine: 'graph' } })
  const weights = rowWeights(data, plan.training.classWeights)
  const points: RatePoint[] = []
  let lowest = Infinity
  let order = rowOrder(plan.training.seed, 1, data.train.rows)
  try {
    for (let index = 0; index < range.steps && !signal.aborted; index++) {
      const within = index % plan.stepsPerEpoch
      if (within === 0 && index > 0) order = rowOrder(plan.training.seed, 1 + index / plan.stepsPerEpoch, data.train.rows)
      const rows = order.subarray(within * plan.batch, Math.min((within + 1) * plan.batch, data.train.rows))
      const learningRate = rangeRate(range.from, range.to, index, range.steps)
      const report = program.train({
        order: rows,
        weights: weights === null ? null : Float32Array.from(rows, (row) => weights[row] ?? 0),
        scalars: Float32Array.from(step.scalars(learningRate, index)),
        firstStep: index,
      })
      const loss = meanLoss(report, rows.length)
      points.push({ learningRate, loss })
      if (loss === null || loss > givenUp * lowest) break
      lowest = Math.min(lowest, loss)
      await breathe()
    }
    return points
  } finally {
    program.dispose()
    step.dispose()
    built.dispose()
  }
}

function meanLoss(report: Float32Array, rows: number): number | null {
  const width = report.length / rows
  let sum = 0
  for (let row = 0; row < rows; row++) sum += report[row * width] ?? 0
  return Number.isFinite(sum) ? sum / rows : null
}
