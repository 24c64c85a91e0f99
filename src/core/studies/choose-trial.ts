import { CrossfadeError } from '@shared/errors'
import { rankConfigurations } from '@shared/study/ranking'
import type { ChosenTrial, StudyRecord } from '@shared/study/study'
import { spreadOf } from '@shared/study/ranking'
import type { Trial } from '@shared/study/trial'
import type { EvaluateService } from '../proof/proof-verbs'

/**
 * The best combination by validation, with its test rows scored now. Of one tried with several seeds, all its runs are scored, and the
 * mean counts: the best seed would flatter it. Throws `illegal-move` where nothing can be chosen.
 */
export async function chooseAndScore(record: StudyRecord, trials: readonly Trial[], { evaluations }: { readonly evaluations: EvaluateService }): Promise<ChosenTrial> {
  const { objective, plan } = record.design
  if (plan.kind !== 'search') throw new CrossfadeError('illegal-move', `A ${plan.kind} study chooses nothing: its trials are tries of one setting.`)
  const ranking = rankConfigurations(trials, objective)
  const [best] = ranking
  if (best === undefined) throw new CrossfadeError('illegal-move', `${record.id} has no trial with a value to choose.`)
  const chosen = best.trials.flatMap((number) => trials[number - 1] ?? []).filter((trial) => trial.objective !== null)
  const scored = []
  for (const { run } of chosen) scored.push(await evaluations.evaluate({ run, on: 'test' }))
  const [first] = scored
  const [leader] = chosen
  if (first === undefined || leader === undefined) throw new CrossfadeError('illegal-move', `${record.id} has no trial with a value to choose.`)
  const values = scored.flatMap((one) => one.metrics[objective.metric]?.value ?? [])
  const spread = spreadOf(values)
  const single = first.metrics[objective.metric]
  return {
    trial: leader.trial,
    run: leader.run,
    at: new Date().toISOString(),
    outOf: ranking.length,
    validation: best.objective,
    test: spread?.mean ?? null,
    testInterval: scored.length === 1 ? (single?.interval ?? null) : spread?.interval === null || spread === null ? null : [...spread.interval],
    testMethod: scored.length === 1 ? (single?.method ?? null) : 't',
    testRows: first.rows,
  }
}
