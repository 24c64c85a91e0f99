import type { ReadingOptions } from '@shared/dataset/reading-options'
import { quoteText } from '../duckdb'
import { groupedNumberPattern } from '../file/number-style'
import type { TableColumn } from './loaded-table'

/** SQL for the text of a number, the same however the file writes it: 1, 1.0 and 01 are 1. */
export function plainNumber(number: string): string {
  return `CASE WHEN ${number} = floor(${number}) AND abs(${number}) < 1e15 THEN (${number})::BIGINT::VARCHAR ELSE (${number})::VARCHAR END`
}

/** SQL that makes a DOUBLE of a text as the reading options write numbers; null when it is none. */
export function numberOfText(text: string, reading: ReadingOptions): string {
  const decimal = reading.decimal ?? '.'
  const thousands = reading.thousands ?? ''
  if (thousands !== '') {
    const pattern = quoteText(groupedNumberPattern({ decimal, thousands }))
    const bare = `replace(trim(${text}), ${quoteText(thousands)}, '')`
    return `CASE WHEN regexp_full_match(trim(${text}), ${pattern}) THEN TRY_CAST(${decimal === ',' ? `replace(${bare}, ',', '.')` : bare} AS DOUBLE) END`
  }
  // With a decimal comma a point is no part of a number: 1.234 is not read as 1,234.
  if (decimal === ',') return `CASE WHEN NOT contains(${text}, '.') THEN TRY_CAST(replace(${text}, ',', '.') AS DOUBLE) END`
  return `TRY_CAST(${text} AS DOUBLE)`
}

/** SQL for a cell as a category. */
export function categorySql(column: TableColumn, numeric: boolean): string {
  if (!numeric) return column.text
  const n = column.number
  return `CASE WHEN ${n} IS NULL OR NOT isfinite(${n}) THEN ${column.text} ELSE ${plainNumber(n)} END`
}
