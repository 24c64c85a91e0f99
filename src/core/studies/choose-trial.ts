import { CrossfadeError } from '@shared/errors'
import type { Measured } from '@shared/run/evaluation'
import { withinRange } from '@shared/metrics/metric-range'
import { contenders, rankConfigurations, spreadOf } from '@shared/study/ranking'
import type { ChosenTrial, Look, StudyRecord } from '@shared/study/study'
import type { Interval } from '@shared/statistics/interval'
import type { Trial } from '@shared/study/trial'
import type { EvaluateResult, EvaluateService } from '../proof/proof-verbs'

export interface Scoring {
  readonly evaluations: Pick<EvaluateService, 'evaluate'>
  /** The test metrics of a scored run, each with its 95 % interval by rows where one can be made. */
  readonly measure: (run: string) => Promise<Readonly<Record<string, Measured>>>
  /** Writes down the looks at test rows so far, while others are still to come. */
  readonly keep: (looks: readonly Look[]) => Promise<void>
}

/**
 * The best combination by validation, with its test rows scored now, or as they were scored before. Of one tried with several seeds, all
 * its runs are scored, and the mean counts: the best seed would flatter it. `before`: looks at test rows that are known; new ones are put
 * behind them, and each is kept as it is made: a choice that breaks off has looked all the same. Throws `illegal-move` where nothing can be
 * chosen.
 */
export async function chooseAndScore(
  record: StudyRecord,
  trials: readonly Trial[],
  before: readonly Look[],
  { evaluations, measure, keep }: Scoring,
): Promise<{ readonly chosen: ChosenTrial; readonly looks: Look[] }> {
  const { objective, plan } = record.design
  if (plan.kind !== 'search') throw new CrossfadeError('illegal-move', `A ${plan.kind} study chooses nothing: its trials are tries of one setting.`)
  const ranking = contenders(rankConfigurations(trials, objective, plan.seeds), plan.seeds)
  const [best] = ranking
  if (best === undefined) throw new CrossfadeError('illegal-move', `${record.id} has no trial with a value to choose.`)
  const measured = best.trials.flatMap((number) => trials[number - 1] ?? []).filter((trial) => trial.objective !== null)
  const scored: EvaluateResult[] = []
  const looks = [...before]
  for (const { trial, run } of measured) {
    const one = await evaluations.evaluate({ run, on: 'test' })
    scored.push(one)
    if (looks.some((look) => look.trial === trial)) continue
    looks.push({ trial, run, at: one.scoredAt, outOf: ranking.length, by: 'choice' })
    await keep([...looks])
  }
  const [first] = scored
  const [leader] = measured
  if (first === undefined || leader === undefined) throw new CrossfadeError('illegal-move', `${record.id} has no trial with a value to choose.`)
  const values = scored.flatMap((one) => one.metrics[objective.metric]?.value ?? [])
  const spread = spreadOf(values)
  const byRows: (Measured | undefined)[] = []
  for (const { run } of measured) byRows.push((await measure(run))[objective.metric])
  const { interval, method } = testInterval(values, byRows, objective.metric)
  const times = scored.map((one) => one.scoredAt).sort()
  const chosen: ChosenTrial = {
    trial: leader.trial,
    run: leader.run,
    at: times[times.length - 1] ?? first.scoredAt,
    outOf: ranking.length,
    validation: best.objective,
    test: spread?.mean ?? null,
    testInterval: interval,
    testMethod: method,
    testRows: first.rows,
    testDeviation: spread?.standardDeviation ?? null,
  }
  return { chosen, looks }
}

/**
 * 95 % of the test metric. Of a single run by its rows. Of several seeds both of what is uncertain: which rows these are, by the mean of the
 * seeds' own intervals (they share the rows, so that a mean is no surer of them than one run), and which seeds, by Student's t. None where the
 * rows have none: the seeds alone say nothing about other rows.
 */
function testInterval(values: readonly number[], byRows: readonly (Measured | undefined)[], metric: string): { readonly interval: [number, number] | null; readonly method: string | null } {
  const none = { interval: null, method: null }
  const [first] = byRows
  // Resamples without spread, such as of groups that are all right, do not make it certain.
  const told = (one: Measured | undefined) => (one?.interval && one.interval[0] < one.interval[1] ? one.interval : null)
  const single = told(first)
  if (byRows.length === 1) return single === null ? none : { interval: ends(single, metric), method: first?.method === 't' ? 't-rows' : (first?.method ?? null) }
  const sides = byRows.flatMap((one) => (one?.interval && told(one) !== null && one.value !== null ? [sidesOf(one.value, one.interval, one.method)] : []))
  const spread = spreadOf(values)
  if (spread === null || sides.length < byRows.length) return none
  const seeds = spread.interval === null ? 0 : spread.interval[1] - spread.mean
  const mean = (side: 'below' | 'above') => sides.reduce((sum, one) => sum + one[side], 0) / sides.length
  return { interval: ends([spread.mean - Math.hypot(mean('below'), seeds), spread.mean + Math.hypot(mean('above'), seeds)], metric), method: 'rows-and-seeds' }
}

/** How far an interval reaches on each side. Student's t reaches as far below as above, also where it ends with the metric: a run is no surer for that. */
function sidesOf(value: number, [low, high]: readonly [number, number], method: string | null): { readonly below: number; readonly above: number } {
  const above = high - value
  return { below: method === 't' ? Math.max(above, value - low) : value - low, above }
}

/** No further than the metric can be. */
function ends(found: Interval, metric: string): [number, number] {
  const { interval } = withinRange(found, metric)
  return [interval[0], interval[1]]
}
