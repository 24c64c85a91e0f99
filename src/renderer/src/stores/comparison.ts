import { comparabilityReasons } from '@shared/compare/comparability'
import type { ComparabilityReason, ComparedPart } from '@shared/compare/comparison'
import { inMetricOrder } from '@shared/compare/metric-facts'
import type { RunDetail } from '@shared/run/run-detail'
import type { RunRecord } from '@shared/run/run-record'

/** A run that is compared. Its detail is null until it has been fetched. */
export interface ComparedRun {
  readonly name: string
  readonly record: RunRecord
  readonly detail: RunDetail | null
}

/**
 * Why runs cannot be ranked on a part of the rows; empty when they can. The rows that were scored are told by the hash of the split, which
 * is over their numbers in the file.
 */
export function reasonsAgainst(baseline: ComparedRun, others: readonly ComparedRun[], part: ComparedPart): readonly ComparabilityReason[] {
  const candidate = ({ name, record, detail }: ComparedRun) => ({
    name,
    record,
    classes: detail?.evaluation?.classes ?? [],
    scoredRows: valuesOf(record, part) === null ? null : (record.split?.hash ?? ''),
  })
  return comparabilityReasons(candidate(baseline), others.map(candidate), part)
}

/** The metrics of a part of the rows: of the test rows, or of the validation rows at the best epoch. Null while it is unscored. */
export const valuesOf = (record: RunRecord, part: ComparedPart): Readonly<Record<string, unknown>> | null => (part === 'test' ? record.test : (record.best?.validation ?? null))

/** The metrics that any of the runs has for a part of the rows. */
export function metricNamesOf(records: readonly RunRecord[], part: ComparedPart): readonly string[] {
  const names = new Set<string>()
  for (const record of records) for (const [name, value] of Object.entries(valuesOf(record, part) ?? {})) if (typeof value === 'number') names.add(name)
  return inMetricOrder([...names])
}
