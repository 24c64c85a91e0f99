import { CrossfadeError } from '@shared/errors'
import { rankConfigurations } from '@shared/study/ranking'
import type { ChosenTrial, Look, StudyRecord } from '@shared/study/study'
import { spreadOf } from '@shared/study/ranking'
import type { Trial } from '@shared/study/trial'
import type { EvaluateResult, EvaluateService } from '../proof/proof-verbs'

/**
 * The best combination by validation, with its test rows scored now, or as they were scored before. Of one tried with several seeds, all
 * its runs are scored, and the mean counts: the best seed would flatter it. `before`: looks at test rows that are known; new ones are put
 * behind them. Throws `illegal-move` where nothing can be chosen.
 */
export async function chooseAndScore(
  record: StudyRecord,
  trials: readonly Trial[],
  before: readonly Look[],
  { evaluations }: { readonly evaluations: Pick<EvaluateService, 'evaluate'> },
): Promise<{ readonly chosen: ChosenTrial; readonly looks: Look[] }> {
  const { objective, plan } = record.design
  if (plan.kind !== 'search') throw new CrossfadeError('illegal-move', `A ${plan.kind} study chooses nothing: its trials are tries of one setting.`)
  const ranking = rankConfigurations(trials, objective)
  const [best] = ranking
  if (best === undefined) throw new CrossfadeError('illegal-move', `${record.id} has no trial with a value to choose.`)
  const measured = best.trials.flatMap((number) => trials[number - 1] ?? []).filter((trial) => trial.objective !== null)
  const scored: EvaluateResult[] = []
  for (const { run } of measured) scored.push(await evaluations.evaluate({ run, on: 'test' }))
  const [first] = scored
  const [leader] = measured
  if (first === undefined || leader === undefined) throw new CrossfadeError('illegal-move', `${record.id} has no trial with a value to choose.`)
  const values = scored.flatMap((one) => one.metrics[objective.metric]?.value ?? [])
  const spread = spreadOf(values)
  const single = first.metrics[objective.metric]
  const times = scored.map((one) => one.scoredAt).sort()
  const chosen: ChosenTrial = {
    trial: leader.trial,
    run: leader.run,
    at: times[times.length - 1] ?? first.scoredAt,
    outOf: ranking.length,
    validation: best.objective,
    test: spread?.mean ?? null,
    testInterval: scored.length === 1 ? (single?.interval ?? null) : spread?.interval === null || spread === null ? null : [...spread.interval],
    testMethod: scored.length === 1 ? (single?.method ?? null) : 't',
    testRows: first.rows,
  }
  const known = new Set(before.map((look) => look.trial))
  const now = measured.flatMap(({ trial, run }, place): Look[] => (known.has(trial) ? [] : [{ trial, run, at: scored[place]?.scoredAt ?? chosen.at, outOf: ranking.length, by: 'choice' }]))
  return { chosen, looks: [...before, ...now] }
}
