import { cpus } from 'node:os'
import { readFileSync } from 'node:fs'
import { CrossfadeError } from '@shared/errors'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { InputOf } from '@shared/engine/wire'
import { readVersioned } from '@shared/files/versioned'
import type { PositiveClass } from '@shared/metrics/classification-tally'
import type { Evaluation, PartEvaluation } from '@shared/run/evaluation'
import { evaluationFormat } from '@shared/run/run-formats'
import type { RunRecord } from '@shared/run/run-record'
import type { PartImportance } from '@shared/run/importance'
import type { MetricValues } from '@shared/run/epoch-metrics'
import { withTestLook } from '@shared/run/test-looks'
import { takeRunLock } from '../channel/run-lock-file'
import type { CallContext } from '../channel/serve-engine'
import { importanceOfColumns } from '../trainer/importance/importance-of-columns'
import { readPrepared } from '../trainer/run/prepared-data'
import type { PreparedData } from '../trainer/run/prepared-data'
import { RunJournal } from '../trainer/run/run-journal'
import { scorePart } from '../trainer/run/score-parts'
import { writeAtomic } from '../trainer/run/write-atomic'
import { rowReports } from './row-reports'
import { readBaseline } from './saved-baseline'
import type { BaselineModel } from './saved-baseline'

/** Width of the outputs, and which of two classes counts as positive. The constant model puts out every class. */
export function baselinePlan(record: RunRecord, { classes, about }: PreparedData): { readonly units: number; readonly positive: PositiveClass } {
  const { positiveClass, threshold } = record.experiment.training
  const units = classes === 0 || (classes === 2 && record.baseline?.kind !== 'majority') ? 1 : classes
  return { units, positive: { index: positiveClass !== undefined && about.classes[0] === positiveClass ? 0 : 1, threshold: threshold ?? null } }
}

const rowsAtOnce = 4096

/** Scores rows as a network's program does. */
const scoringProgram = (model: BaselineModel, { inputs, classes }: PreparedData) => ({
  scoreRows: rowsAtOnce,
  score: (features: Float32Array, labels: Float32Array) => {
    const values = model.outputs(features, labels.length, inputs)
    return { values, report: rowReports(values, labels, classes) }
  },
})

export function scoreBaselinePart(
  part: 'validation' | 'test',
  epoch: number,
  { model, data, journal }: { readonly model: BaselineModel; readonly data: PreparedData; readonly journal: RunJournal },
): Promise<{ readonly values: MetricValues; readonly evaluation: PartEvaluation }> {
  return scorePart(part, epoch, { program: scoringProgram(model, data), data, plan: baselinePlan(journal.record, data), journal })
}

/** See the declaration of `score`. */
export async function scoreBaseline(input: InputOf<TrainerMethods['score']>): Promise<PartEvaluation> {
  const data = await readPrepared(input.preparedDir)
  const model = readBaseline(input.modelDir, cpus().length)
  const release = input.scratch === null ? takeRunLock(input.runDir) : () => undefined
  try {
    const journal = new RunJournal(input.scratch ?? input.runDir, input.record, () => undefined)
    const { values, evaluation } = await scoreBaselinePart(input.part, input.epoch, { model, data, journal })
    if (input.scratch !== null) return evaluation
    const path = journal.path('evaluation.json')
    const before = readVersioned(readFileSync(path, 'utf8'), evaluationFormat)
    if (before.kind === 'bad') throw new CrossfadeError('run-unreadable', `${path} cannot be read: ${before.reason}. It was left as it is.`)
    const after: Evaluation = { ...before.value, [input.part]: evaluation }
    writeAtomic(path, [`${JSON.stringify(after)}\n`])
    if (input.part === 'test') journal.move(journal.record.status, { test: Object.assign({ scoredAt: evaluation.scoredAt }, values), ...withTestLook(journal.record, { epoch: evaluation.epoch, at: evaluation.scoredAt }) })
    return evaluation
  } finally {
    release()
    model.free()
  }
}

/** See the declaration of `importance`: as for a network, by the trees as they were saved. */
export function baselineImportance(input: InputOf<TrainerMethods['importance']>, context: CallContext<{ readonly done: number; readonly of: number }>): Promise<PartImportance> {
  return importanceOfColumns(input, context, async ({ preparedDir, modelDir, record }, work) => {
    const data = await readPrepared(preparedDir)
    const model = readBaseline(modelDir, cpus().length)
    try {
      return await work({ data, plan: baselinePlan(record, data), program: scoringProgram(model, data) })
    } finally {
      model.free()
    }
  })
}
