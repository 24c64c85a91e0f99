import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { CrossfadeError } from '@shared/errors'
import { classificationReport, regressionReport } from '@shared/metrics/row-report'
import type { RunRecord } from '@shared/run/run-record'
import { buildModel } from '../model/build-model'
import { fitEmbedding } from '../model/piecewise-linear'
import { eagerProgram } from '../programs/eager-program'
import { recordedProgram } from '../programs/recorded-program'
import type { StepProgram } from '../programs/step-program'
import { trainingStep } from '../step/training-step'
import type { TrainingStep } from '../step/training-step'
import { planTraining } from './plan'
import type { TrainingPlan } from './plan'
import { readPrepared } from './prepared-data'
import type { PreparedData } from './prepared-data'

export interface SavedModel {
  readonly preparedDir: string
  readonly record: RunRecord
  /** A folder with a model.json, such as model/best of the run. */
  readonly modelDir: string
}

export interface ScoringParts {
  readonly data: PreparedData
  readonly plan: TrainingPlan
  /** With the saved weights; only good for scoring. */
  readonly program: StepProgram
}

/**
 * Works with saved weights of a run on its prepared rows. `passes`: rows that are scored once are scored best by the reference, which needs
 * nothing recorded; rows that are scored again and again by a recorded graph. Throws `run-unreadable`, and as `readPrepared` and `planTraining`.
 */
export async function withSavedModel<T>({ preparedDir, record, modelDir }: SavedModel, passes: 'one' | 'many', work: (parts: ScoringParts) => Promise<T>): Promise<T> {
  const data = await readPrepared(preparedDir)
  const plan = planTraining(record, data)
  const { model, recipe } = record.experiment
  const first = model.layers[0]
  const embedding = first?.kind === 'piecewise-linear' ? fitEmbedding(data.train.features, data.train.rows, data.inputs, first.bins) : null
  const built = buildModel(model, { inputs: data.inputs, units: plan.units, seed: plan.training.seed, embedding })
  const step = trainingStep(built, { task: recipe.task, classes: data.classes, units: plan.units, output: model.output.activation, training: plan.training })
  const program = scoringProgram(step, data, plan, passes)
  try {
    program.write({ weights: readWeights(modelDir, built.weights.map((weight) => weight.size)), slots: [], averages: [] })
    return await work({ data, plan, program })
  } finally {
    program.dispose()
    step.dispose()
    built.dispose()
  }
}

const mostScoredAtOnce = 2048

function scoringProgram(step: TrainingStep, data: PreparedData, plan: TrainingPlan, passes: 'one' | 'many'): StepProgram {
  // Nothing is trained: one batch of training rows is enough to record a step from.
  const rows = Math.min(plan.batch, data.train.rows)
  const { inputs } = data
  const facts = { features: data.train.features.subarray(0, rows * inputs), labels: data.train.labels.subarray(0, rows), inputs, batch: plan.batch, seed: plan.training.seed }
  if (passes === 'one') return eagerProgram(step, facts)
  try {
    const reportWidth = data.target.kind === 'classes' ? classificationReport.width : regressionReport.width
    const scoreRows = Math.max(1, Math.min(mostScoredAtOnce, Math.max(data.validation.rows, data.test.rows)))
    const shape = { inputs, units: plan.units, batch: plan.batch, capacity: 1, reportWidth, scoreRows, scalarCount: 1 + step.scalarCount, weighted: false }
    return recordedProgram('graph', step, shape, facts)
  } catch {
    // What cannot be recorded is scored by the reference: slower, and the same numbers.
    return eagerProgram(step, facts)
  }
}

const manifest = z.object({ weightsManifest: z.array(z.object({ paths: z.array(z.string()) })) })

/** Saved weights in their order, by their sizes. */
function readWeights(modelDir: string, sizes: readonly number[]): readonly Float32Array[] {
  try {
    const { weightsManifest } = manifest.parse(JSON.parse(readFileSync(join(modelDir, 'model.json'), 'utf8')))
    const bytes = Buffer.concat(weightsManifest.flatMap((group) => group.paths.map((path) => readFileSync(join(modelDir, path)))))
    if (bytes.length !== 4 * sizes.reduce((sum, size) => sum + size, 0)) throw new Error('its weights are of another size')
    const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
    let from = 0
    return sizes.map((size) => all.subarray(from, (from += size)))
  } catch (thrown) {
    throw new CrossfadeError('run-unreadable', `The model in ${modelDir} cannot be read (${thrown instanceof Error ? thrown.message : String(thrown)}). It was left as it is.`)
  }
}
