import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { InputOf } from '@shared/engine/wire'
import { readVersioned } from '@shared/files/versioned'
import type { Evaluation, PartEvaluation } from '@shared/run/evaluation'
import { evaluationFormat } from '@shared/run/run-formats'
import type { MetricValues } from '@shared/run/epoch-metrics'
import { withTestLook } from '@shared/run/test-looks'
import { takeRunLock } from '../../channel/run-lock-file'
import { RunJournal } from './run-journal'
import { withSavedModel } from './saved-model'
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

const scored = (input: Input, journal: RunJournal): Promise<{ readonly values: MetricValues; readonly evaluation: PartEvaluation }> =>
  withSavedModel(input, 'one', (parts) => scorePart(input.part, input.epoch, { ...parts, journal }))

function keep({ part, runDir }: Input, journal: RunJournal, { values, evaluation }: { readonly values: MetricValues; readonly evaluation: PartEvaluation }): void {
  const path = join(runDir, 'evaluation.json')
  const before = readVersioned(readFileSync(path, 'utf8'), evaluationFormat)
  if (before.kind === 'bad') throw new CrossfadeError('run-unreadable', `${path} cannot be read: ${before.reason}. It was left as it is.`)
  const after: Evaluation = { ...before.value, [part]: evaluation }
  writeAtomic(path, [`${JSON.stringify(after)}\n`])
  const { record } = journal
  if (part === 'test') journal.move(record.status, { test: Object.assign({ scoredAt: evaluation.scoredAt }, values), ...withTestLook(record, { epoch: evaluation.epoch, at: evaluation.scoredAt }) })
}
