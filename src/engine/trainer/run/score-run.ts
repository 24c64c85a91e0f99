import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { CrossfadeError } from '@shared/errors'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { InputOf } from '@shared/engine/wire'
import { readVersioned } from '@shared/files/versioned'
import type { Evaluation, PartEvaluation } from '@shared/run/evaluation'
import { evaluationFormat } from '@shared/run/run-formats'
import type { MetricValues } from '@shared/run/epoch-metrics'
import { takeRunLock } from '../../channel/run-lock-file'
import { buildModel } from '../model/build-model'
import { fitEmbedding } from '../model/piecewise-linear'
import { eagerProgram } from '../programs/eager-program'
import { trainingStep } from '../step/training-step'
import { planTraining } from './plan'
import { readPrepared } from './prepared-data'
import { RunJournal } from './run-journal'
import { scorePart } from './score-parts'
import { writeAtomic } from './write-atomic'

type Input = InputOf<TrainerMethods['score']>

/** See the declaration of `score`. */
export async function scoreRun(input: Input): Promise<PartEvaluation> {
  if (input.scratch !== null) return (await scored(input, new RunJournal(input.scratch, input.record, () => undefined))).evaluation
  const release = takeRunLock(input.runDir)
  try {
    const journal = new RunJournal(input.runDir, input.record, () => undefined)
    const result = await scored(input, journal)
    keep(input, journal, result)
    return result.evaluation
  } finally {
    release()
  }
}

async function scored(input: Input, journal: RunJournal): Promise<{ readonly values: MetricValues; readonly evaluation: PartEvaluation }> {
  const data = await readPrepared(input.preparedDir)
  const plan = planTraining(input.record, data)
  const { experiment } = input.record
  const first = experiment.model.layers[0]
  const embedding = first?.kind === 'piecewise-linear' ? fitEmbedding(data.train.features, data.train.rows, data.inputs, first.bins) : null
  const built = buildModel(experiment.model, { inputs: data.inputs, units: plan.units, seed: plan.training.seed, embedding })
  const settings = { task: experiment.recipe.task, classes: data.classes, units: plan.units, output: experiment.model.output.activation, training: plan.training }
  const step = trainingStep(built, settings)
  // The reference computes best what is computed once.
  const program = eagerProgram(step, { features: data.train.features, labels: data.train.labels, inputs: data.inputs, batch: plan.batch, seed: plan.training.seed })
  try {
    program.write({ weights: readWeights(input.modelDir, built.weights.map((weight) => weight.size)), slots: [], averages: [] })
    return await scorePart(input.part, input.epoch, { program, data, plan, journal })
  } finally {
    program.dispose()
    step.dispose()
    built.dispose()
  }
}

function keep({ part, runDir }: Input, journal: RunJournal, { values, evaluation }: { readonly values: MetricValues; readonly evaluation: PartEvaluation }): void {
  const path = join(runDir, 'evaluation.json')
  const before = readVersioned(readFileSync(path, 'utf8'), evaluationFormat)
  if (before.kind === 'bad') throw new CrossfadeError('run-unreadable', `${path} cannot be read: ${before.reason}. It was left as it is.`)
  const after: Evaluation = { ...before.value, [part]: evaluation }
  writeAtomic(path, [`${JSON.stringify(after)}\n`])
  const { record } = journal
  if (part === 'test') journal.move(record.status, { test: Object.assign({ scoredAt: evaluation.scoredAt }, values) })
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
