import type { RunRecord } from '../run/run-record'
import { spreadOf } from './ranking'
import type { Spread } from './ranking'
import type { Plan } from './study'
import type { Trial } from './trial'

/** The metrics of trials that are tries of one thing: the seeds of a repeat, the folds of a cross-validation, the repeats of one share. */
export type StudySpread = {
  /** Of a learning curve. */
  readonly share?: number
  readonly trainingRows?: number | null
  readonly runs: readonly string[]
  readonly validation: Readonly<Record<string, Spread>>
  readonly test: Readonly<Record<string, Spread>>
}

/** Mean, standard deviation and interval of every metric, by combination: one for a repeat, one a share for a learning curve. `records`: of the runs of the trials. */
export function studySpreads(plan: Plan, trials: readonly Pick<Trial, 'run' | 'configuration' | 'values'>[], records: readonly RunRecord[]): readonly StudySpread[] {
  const resplit = plan.kind === 'repeat' && plan.resplit
  const shared = sharedRows(plan, records)
  const byRun = new Map(records.map((record) => [record.id, record]))
  const configurations = [...new Set(trials.map((trial) => trial.configuration))]
  return configurations.map((configuration) => {
    const own = trials.filter((trial) => trial.configuration === configuration)
    const runs = own.flatMap((trial) => byRun.get(trial.run) ?? [])
    const share = shareOf(own[0]?.values)
    return {
      ...(share === null ? {} : { share, trainingRows: runs[0]?.split?.train ?? null }),
      runs: own.map((trial) => trial.run),
      validation: metricSpreads(runs.map((run) => run.best?.validation ?? null), shared),
      test: metricSpreads(runs.map((run) => run.test), resplit ? partToTrain(records, 'test') : null),
    }
  })
}

/** Rows measured on over rows trained on, where tries share training rows: folds do, and splits drawn anew. Null: each try is independent. */
export function sharedRows(plan: Plan, records: readonly RunRecord[]): number | null {
  if (plan.kind === 'k-fold') return 1 / (plan.folds - 1)
  return plan.kind === 'repeat' && plan.resplit ? partToTrain(records, 'validation') : null
}

const partToTrain = (records: readonly RunRecord[], part: 'validation' | 'test'): number => {
  const split = records.find((record) => record.split !== null)?.split
  return (split?.[part] ?? 0) / (split?.train ?? 1)
}

/** The share of the training rows that a trial of a learning curve had; null for any other. */
export function shareOf(values: Readonly<Record<string, unknown>> | undefined): number | null {
  const share = values?.['recipe.split.trainingShare']
  return typeof share === 'object' && share !== null && 'share' in share && typeof share.share === 'number' ? share.share : null
}

function metricSpreads(values: readonly (Readonly<Record<string, unknown>> | null)[], shared: number | null): Record<string, Spread> {
  const found = values.filter((one): one is Readonly<Record<string, unknown>> => one !== null)
  const names = [...new Set(found.flatMap((one) => Object.keys(one)))]
  return Object.fromEntries(
    names.flatMap((name) => {
      const spread = spreadOf(found.flatMap((one) => (typeof one[name] === 'number' ? [one[name]] : [])), shared, name)
      return spread === null ? [] : [[name, spread]]
    }),
  )
}
