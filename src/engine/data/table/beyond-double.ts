import type { Column } from '@shared/dataset/column'
import { quoteText } from '../duckdb'
import type { LoadedTable, TableColumn } from './loaded-table'
import { profileNumbers } from './number-profile'

/** Numbers that are larger might overflow DuckDB's widest whole numbers when they are taken from each other. */
const widest = 1e37

/**
 * The figures of a column with whole numbers that a double cannot tell apart, given those of its doubles: how many different ones, the
 * smallest and the largest as texts to the last digit, and the standard deviation, which is that of the distances from the smallest.
 */
export async function profileBeyondDouble({ db, relation }: LoadedTable, column: TableColumn, profile: Column): Promise<Column> {
  const { min, max } = profile
  if (typeof min !== 'number' || typeof max !== 'number') return profile
  const cells = `(SELECT n, v, v IS NOT NULL AND abs(n) > ${Number.MAX_SAFE_INTEGER} AS wide FROM (SELECT ${column.number} + 0.0 AS n, TRY_CAST(${column.text} AS HUGEINT) AS v FROM ${relation}) WHERE isfinite(n))`
  const [count, distinct, lowest, highest] = await db.row(
    `SELECT count(*), count(DISTINCT CASE WHEN wide THEN v::VARCHAR ELSE n::VARCHAR END), min(v) FILTER (WHERE wide)::VARCHAR, max(v) FILTER (WHERE wide)::VARCHAR FROM ${cells}`,
  )
  const edge = (double: number, exact: unknown) => (Math.abs(double) > Number.MAX_SAFE_INTEGER && Math.abs(double) < widest && typeof exact === 'string' ? exact : String(double))
  const exact = { ...profile, distinct: Number(distinct), min: edge(min, lowest), max: edge(max, highest) }
  if (Math.max(-min, max) >= widest) return exact
  const start = `${quoteText(Number.isInteger(min) ? exact.min : String(Math.floor(min)))}::HUGEINT`
  const distances = new Float64Array(Number(count))
  await db.numbers(`SELECT CASE WHEN wide THEN (v - ${start})::DOUBLE ELSE n - (${start})::DOUBLE END FROM ${cells}`, [distances])
  return { ...exact, std: profileNumbers(distances, 0).std }
}
