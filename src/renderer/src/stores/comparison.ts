import type { RunRecord } from '@shared/run/run-record'

/** A setting that is not the same in all runs. */
export interface Difference {
  /** Such as training.learningRate or model.layers.2.units. */
  readonly path: string
  /** In the order of the runs; undefined where a run does not have it. */
  readonly values: readonly unknown[]
}

type Leaves = Map<string, unknown>

function leavesOf(value: unknown, path: string, into: Leaves): void {
  if (Array.isArray(value) && value.some((one) => typeof one === 'object' && one !== null)) value.forEach((one, index) => leavesOf(one, `${path}.${index + 1}`, into))
  else if (typeof value === 'object' && value !== null && !Array.isArray(value)) for (const [key, one] of Object.entries(value)) leavesOf(one, path === '' ? key : `${path}.${key}`, into)
  else into.set(path, value)
}

/** What can differ without being a setting of the experiment. */
const aside = /^(version|name|dataset\.path|dataset\.reading\.)/

/** Where the experiments of runs differ, path by path, in the order of the first that has it. `all`: also where they agree. */
export function settingDifferences(records: readonly RunRecord[], all = false): readonly Difference[] {
  const leaves = records.map((record) => {
    const into: Leaves = new Map()
    leavesOf(record.experiment, '', into)
    return into
  })
  const paths = new Set(leaves.flatMap((one) => [...one.keys()]))
  return [...paths].flatMap((path) => {
    if (aside.test(path)) return []
    const values = leaves.map((one) => one.get(path))
    const texts = new Set(values.map((value) => JSON.stringify(value)))
    return all || texts.size > 1 ? [{ path, values }] : []
  })
}

/** Why the numbers of runs cannot be set against each other, in words; empty when they can. */
export function comparabilityReasons(records: readonly RunRecord[]): readonly string[] {
  const first = records[0]
  if (first === undefined) return []
  const differ = (read: (record: RunRecord) => unknown): boolean => records.some((record) => read(record) !== read(first))
  const reasons: string[] = []
  if (differ((record) => record.experiment.recipe.task)) reasons.push('Some classify and some predict a number.')
  if (differ((record) => record.dataset.sha256)) reasons.push('They were trained on different data files.')
  else if (differ((record) => record.experiment.recipe.target)) reasons.push('They predict different columns.')
  else if (differ((record) => record.split?.hash ?? null)) reasons.push('Their rows are split differently, so their test rows are not the same.')
  if (differ((record) => record.experiment.training.loss)) reasons.push('Their losses are different functions: only the other metrics can be set side by side.')
  return reasons
}

/** The metrics that any of the runs has for its test rows, or for validation at its best epoch. */
export function metricNamesOf(records: readonly RunRecord[], on: 'test' | 'validation'): readonly string[] {
  const names = new Set<string>()
  for (const record of records) for (const [name, value] of Object.entries(valuesOf(record, on))) if (typeof value === 'number') names.add(name)
  return [...names]
}

export function valuesOf(record: RunRecord, on: 'test' | 'validation'): Readonly<Record<string, unknown>> {
  return (on === 'test' ? record.test : record.best?.validation) ?? {}
}
