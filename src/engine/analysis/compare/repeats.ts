import type { RepeatGroup, SettingComparison } from '@shared/compare/comparison'
import { settingsOf, stable } from '@shared/compare/settings-diff'
import { settingSentence, withVerdicts } from '@shared/compare/verdict'
import type { RawTest } from '@shared/compare/verdict'
import { withinRange } from '@shared/metrics/metric-range'
import type { RunRecord } from '@shared/run/run-record'
import { detectableDifference } from '@shared/statistics/detectable-difference'
import { correctedResampledT, meanAndVariance, pairedT, welchT } from '@shared/statistics/t-test'
import type { TTest } from '@shared/statistics/t-test'

/** A run with the values of its metrics on the part that is compared. */
export interface MeasuredRun {
  readonly record: RunRecord
  readonly name: string
  /** Null where it is unscored. */
  readonly values: ReadonlyMap<string, number> | null
  /** Rows of the part. */
  readonly rows: number
}

/** Runs of one setting: equal in all but their seeds. Groups of one are settings tried once. */
export function groupRepeats(runs: readonly MeasuredRun[]): readonly (readonly MeasuredRun[])[] {
  const groups = new Map<string, MeasuredRun[]>()
  for (const run of runs) {
    const key = settingKey(run.record)
    groups.set(key, [...(groups.get(key) ?? []), run])
  }
  return [...groups.values()]
}

/** All that a run depends on but its seeds and the machine. */
function settingKey(record: RunRecord): string {
  const settings = settingsOf(record) as Record<string, unknown>
  const { experiment } = record
  return stable([
    settings['dataset'],
    { ...experiment.recipe, columns: { ...experiment.recipe.columns, ignored: undefined }, split: splitKey(experiment.recipe.split) },
    settings['model'],
    { ...experiment.training, seed: undefined, engine: undefined, threads: undefined },
  ])
}

/** The split without what a repeat, a learning curve or a cross-validation varies: its seeds, and which fold validates. */
function splitKey({ fold, trainingShare, ...split }: RunRecord['experiment']['recipe']['split']): unknown {
  return {
    ...split,
    seed: undefined,
    ...(fold === undefined ? {} : { fold: { ...fold, index: undefined, seed: undefined } }),
    ...(trainingShare === undefined ? {} : { trainingShare: { share: trainingShare.share } }),
  }
}

/** Mean and spread over the seeds of a group, or over its splits (Nadeau & Bengio 2003). */
export function describeGroup(group: readonly MeasuredRun[], metrics: readonly string[]): Omit<RepeatGroup, 'perClass'> {
  return {
    runs: group.map((run) => run.record.id),
    name: group[0]?.name ?? '',
    metrics: metrics.flatMap((metric) => {
      const values = valuesOf(group, metric)
      if (values.length === 0) return []
      const { mean, variance } = meanAndVariance(values)
      const shared = sharedRows(group)
      const { interval } = shared === null ? pairedT(values) : correctedResampledT(values, shared)
      return [{ metric, mean, standardDeviation: Math.sqrt(variance), interval: interval === null ? null : withinRange(interval, metric).interval }]
    }),
  }
}

/** Rows measured on over rows trained on, where the runs have splits of their own and so share training rows; null on one split: they are independent tries then. */
function sharedRows(group: readonly MeasuredRun[]): number | null {
  const splits = new Set(group.map((run) => run.record.split?.hash ?? ''))
  const one = group.find((run) => run.record.split !== null)
  return splits.size < 2 || one === undefined ? null : one.rows / (one.record.split?.train ?? 1)
}

/**
 * Settings against that of the first group, where both were tried at least twice. On one split, with the same seeds in both, differences
 * are taken seed by seed (paired t); with other seeds they are independent tries (Welch). Over several splits, with each setting trained on
 * every one of them, differences are taken split by split and corrected for the training rows that splits share (Nadeau & Bengio 2003).
 */
export function compareSettings(groups: readonly (readonly MeasuredRun[])[], metrics: readonly string[]): readonly SettingComparison[] {
  const [first, ...others] = groups
  if (first === undefined || first.length < 2) return []
  const found = others.flatMap((group, index) => {
    if (group.length < 2) return []
    const tests = metrics.flatMap((metric) => settingTest(first, group, metric))
    return tests.length === 0 ? [] : [{ index: index + 1, group, tests }]
  })
  const verdicts = withVerdicts(found.map(({ tests }) => tests))
  return found.map(({ index, group }, i) => {
    const tests = verdicts[i] ?? []
    const [head] = tests
    return {
      a: 0,
      b: index,
      tests,
      sentence: head === undefined ? '' : settingSentence(first[0]?.name ?? '', group[0]?.name ?? '', head, [first.length, group.length]),
    }
  })
}

function settingTest(a: readonly MeasuredRun[], b: readonly MeasuredRun[], metric: string): RawTest[] {
  const splits = new Set([...a, ...b].map((run) => run.record.split?.hash ?? ''))
  if (splits.size === 1) {
    const [ofA, ofB] = [valuesOf(a, metric), valuesOf(b, metric)]
    if (ofA.length < 2 || ofB.length < 2) return []
    const bySeed = seedDifferences(a, b, metric)
    return [bySeed === null ? asRawTest(metric, 'welch-t', welchT(ofA, ofB)) : asRawTest(metric, 'paired-t', pairedT(bySeed))]
  }
  const differences: number[] = []
  for (const split of splits) {
    const [ofA, ofB] = [a, b].map((group) => valuesOf(group.filter((run) => run.record.split?.hash === split), metric))
    // A split that one setting was not trained on tells nothing of their difference.
    if (ofA === undefined || ofB === undefined || ofA.length === 0 || ofB.length === 0) return []
    differences.push(meanAndVariance(ofB).mean - meanAndVariance(ofA).mean)
  }
  const [one] = a
  if (differences.length < 2 || one === undefined || one.record.split === null) return []
  return [asRawTest(metric, 'corrected-resampled-t', correctedResampledT(differences, one.rows / one.record.split.train))]
}

/** b less a by seed; null unless both were trained with the same seeds, once each. */
function seedDifferences(a: readonly MeasuredRun[], b: readonly MeasuredRun[], metric: string): readonly number[] | null {
  const bySeed = (group: readonly MeasuredRun[]) => new Map(group.map((run) => [run.record.experiment.training.seed, run.values?.get(metric)]))
  const [ofA, ofB] = [bySeed(a), bySeed(b)]
  if (ofA.size !== a.length || ofB.size !== b.length || ofA.size !== ofB.size) return null
  const differences: number[] = []
  for (const [seed, value] of ofA) {
    const other = ofB.get(seed)
    if (value === undefined || other === undefined) return null
    differences.push(other - value)
  }
  return differences
}

const asRawTest = (metric: string, test: RawTest['test'], { mean, interval, p, standardError }: TTest): RawTest => ({
  metric,
  test,
  difference: mean,
  interval,
  intervalMethod: interval === null ? null : 't',
  p,
  detectable: standardError > 0 ? detectableDifference(standardError) : null,
})

const valuesOf = (group: readonly MeasuredRun[], metric: string): number[] =>
  group.flatMap((run) => {
    const value = run.values?.get(metric)
    return value === undefined ? [] : [value]
  })
