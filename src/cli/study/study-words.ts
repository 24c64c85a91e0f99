import type { StudyDetail } from '@core/studies/study-events'
import type { RunRecord } from '@shared/run/run-record'
import { contenders } from '@shared/study/ranking'
import { sharedRows, studySpreads } from '@shared/study/spreads'
import type { StudySpread } from '@shared/study/spreads'
import { endsWithMetric } from '@shared/study/ends-with-metric'
import { otherLooks } from '@shared/study/looks'
import type { Look } from '@shared/study/study'
import { stepWord } from '@shared/study/tree-trials'
import type { Trial } from '@shared/study/trial'
import type { ImportanceReport, StudyReport } from '@shared/study/report'
import { textTable } from '../text-table'
import { count, duration, metric } from '../wording'

/** The result of study and repeat, as the outside contract names its fields. `records`: of the runs, where the study is no search. */
export function studyJson(detail: StudyDetail, records: readonly RunRecord[]): Record<string, unknown> {
  const { record, dir, trials, ranking, progress, seedOptimism } = detail
  const best = ranking[0]
  const leader = best === undefined ? undefined : trials[(best.trials[0] ?? 0) - 1]
  const { plan, objective } = record.design
  const outOf = contenders(ranking, plan.kind === 'search' ? plan.seeds : 1).length
  return {
    study: { id: record.id, dir, status: record.status, kind: plan.kind, name: record.design.name, ...(record.reason === null ? {} : { reason: record.reason }) },
    objective,
    trials: trials.map((trial) => ({ run: trial.run, status: trial.status, values: valuesOf(trial), objective: trial.objective, trial: trial.trial, epochs: trial.epochs, epoch: trial.epoch })),
    best:
      plan.kind !== 'search' || best === undefined || leader === undefined
        ? null
        : { run: leader.run, trial: leader.trial, values: best.values, objective: best.objective, standardDeviation: best.standardDeviation, trials: best.trials, measured: best.measured, outOf },
    chosen: record.chosen,
    looks: detail.looks,
    seedOptimism,
    ...(plan.kind === 'search' ? {} : { spread: studySpreads(plan, trials, records) }),
    trained: { epochs: progress.epochs, ms: progress.workedMs },
  }
}

const valuesOf = (trial: Trial): Record<string, unknown> => ({ ...trial.values, ...('training.seed' in trial.values ? {} : { 'training.seed': trial.seed }) })

/** The same for people. */
export function studyWords(detail: StudyDetail, records: readonly RunRecord[], report: StudyReport | null): string {
  const { record, ranking, progress, dir, trials } = detail
  const { objective, plan } = record.design
  const { metric: name } = objective
  const lines = [`${record.id} ${record.status}: ${progress.ended} trials (${progress.failed} failed), ${count(progress.epochs)} ${stepWord(record.design)}s in ${duration(progress.workedMs)}.`]
  if (record.reason !== null) lines.push(record.reason)
  if (plan.kind === 'search') {
    const paths = plan.space.map((one) => one.path)
    const rows = ranking.slice(0, 10).map((one, place) => [
      String(place + 1),
      ...paths.map((path) => (path in one.values ? (typeof one.values[path] === 'object' ? JSON.stringify(one.values[path]) : String(one.values[path])) : '')),
      metric(name, one.objective) + (one.standardDeviation === null ? '' : ` ± ${metric(name, one.standardDeviation)}`) + (one.measured < plan.seeds ? ` (${one.measured} of ${plan.seeds} seeds)` : ''),
      trials[(one.trials[0] ?? 0) - 1]?.run ?? '',
    ])
    const left = { align: 'left' } as const
    const right = { align: 'right' } as const
    lines.push('', textTable([{ title: '', ...right }, ...paths.map((title) => ({ title, ...left })), { title: `validation ${name}`, ...right }, { title: 'run', ...left }], rows))
    const { chosen } = record
    const outOf = contenders(ranking, plan.seeds).length
    if (outOf < ranking.length) lines.push('', `Combinations with fewer than ${plan.seeds} seeds stand behind those with all: ${ranking.length - outOf}. They are not chosen.`)
    else if ((ranking[0]?.measured ?? plan.seeds) < plan.seeds) lines.push('', `No combination has a value with all its ${plan.seeds} seeds.`)
    if (report !== null && report.importance !== null) lines.push('', ...importanceLines(report.importance))
    if (outOf > 1) lines.push('', choiceLine(name, outOf, report))
    if (detail.seedOptimism !== null) lines.push(`By its other seeds, the one chosen by a seed is ${metric(name, Math.abs(detail.seedOptimism.optimism))} ${detail.seedOptimism.optimism >= 0 ? 'worse' : 'better'} than that seed said.`)
    if (chosen !== null) lines.push(`On ${count(chosen.testRows)} test rows, scored ${chosen.at}: ${name} ${metric(name, chosen.test)}${chosen.testInterval === null ? '' : `, 95 % ${metric(name, chosen.testInterval[0])} to ${metric(name, chosen.testInterval[1])}`}${chosen.testInterval === null ? '' : methodWords(chosen.testMethod)}${endsWithMetric(name, chosen) ? ', which ends where the metric does' : ''}.`)
    lines.push(...lookLines(otherLooks(detail.looks, trials, chosen), chosen !== null))
  } else {
    const spreads = studySpreads(plan, trials, records)
    for (const one of spreads) lines.push('', ...spreadLines(one))
    const told = spreads.some((one) => [one.validation, one.test].some((part) => Object.values(part).some((spread) => spread.interval !== null)))
    if (told) lines.push(
      sharedRows(plan, records) === null
        ? "Intervals by Student's t over the seeds, on the same rows: they say how much the seed matters, not how much the rows do."
        : 'Intervals by the corrected resampled t (Nadeau & Bengio 2003): the tries share training rows.',
    )
  }
  lines.push('', `Saved in ${dir}`)
  return lines.join('\n')
}

/** How the interval of the test metric was made. */
function methodWords(method: string | null): string {
  if (method === 'rows-and-seeds') return ' (for these rows and these seeds)'
  // From before: it passes over which rows they are.
  return method === 't' ? ' (for these seeds alone, not for these rows)' : ''
}

/** At most so many are named. */
const mostNamed = 8

function lookLines(looks: readonly Look[], beside: boolean): string[] {
  if (looks.length === 0) return []
  const one = looks.length === 1
  const named = looks.slice(0, mostNamed).map(({ trial, at, outOf, by }) => `trial ${trial} (${at}, ${by === 'choice' ? `chosen out of ${outOf ?? 'several'}` : 'by hand'})`)
  const more = looks.length > mostNamed ? `, and ${looks.length - mostNamed} more` : ''
  const of = `The test rows of ${looks.length} ${beside ? 'other ' : ''}combination${one ? '' : 's'} were looked at${beside ? ' too' : ''}: ${named.join(', ')}${more}.`
  return [of, 'A choice made with them known is flattered on them as well.']
}

function importanceLines({ importance, interactions, trees, outOfBag, trials, grownOn }: ImportanceReport): string[] {
  const percent = (value: number) => `${(100 * value).toFixed(0)} %`
  const told = outOfBag === null ? '' : `, which tells ${percent(Math.max(0, outOfBag))} of trials it has not seen`
  const some = grownOn < trials ? ` on ${count(grownOn)} of ${count(trials)} combinations` : ''
  const pairs = interactions.filter((one) => one.share >= 0.05).slice(0, 3)
  return [
    `What makes the difference (functional ANOVA over a forest of ${trees} trees${some}${told}):`,
    ...importance.map(({ path, share }) => `  ${path}: ${percent(share)}`),
    ...pairs.map(({ paths, share }) => `  ${paths.join(' with ')}: ${percent(share)} more`),
  ]
}

function choiceLine(name: string, outOf: number, report: StudyReport | null): string {
  const chosen = `The best of ${outOf} combinations by validation`
  const optimism = report?.optimism ?? null
  if (optimism === null) return `${chosen}. By how much that flatters its value was not worked out${report === null ? ', because the study has not ended' : ''}. ${report?.optimismReason ?? ''}`.trim()
  const flattered = optimism.optimism > 0 ? `${chosen}, so its ${metric(name, optimism.value)} flatters it: on rows` : `${chosen}, with ${metric(name, optimism.value)}. On rows`
  return `${flattered} that had no part in the choice, expect ${metric(name, optimism.corrected)} (95 % ${metric(name, optimism.interval[0])} to ${metric(name, optimism.interval[1])}; bootstrap over ${count(optimism.rows)} validation rows).`
}

function spreadLines(one: StudySpread): string[] {
  const head = one.share === undefined ? [] : [`${one.share * 100} % of the training rows (${String(one.trainingRows)}):`]
  const rows = (['validation', 'test'] as const).flatMap((part) =>
    Object.entries(one[part]).map(([name, spread]) => [
      part,
      name,
      metric(name, spread.mean),
      spread.standardDeviation === null ? '' : metric(name, spread.standardDeviation),
      spread.interval === null ? (spread.count > 1 ? 'none: all equal' : '') : `${metric(name, spread.interval[0])} to ${metric(name, spread.interval[1])}${spread.cut === true ? ' *' : ''}`,
      String(spread.count),
    ]),
  )
  const left = { align: 'left' } as const
  const right = { align: 'right' } as const
  const cut = rows.some((row) => row[4]?.endsWith('*') === true) ? ['* Ends where the metric does: so few runs do not tell more.'] : []
  return [...head, textTable([{ title: 'rows', ...left }, { title: 'metric', ...left }, { title: 'mean', ...right }, { title: 'standard deviation', ...right }, { title: '95 % of the mean', ...left }, { title: 'runs', ...right }], rows), ...cut]
}
