import type { FormCell, FormField } from '@shared/run/row-form'
import { decimal } from '../../format/number'

/** A cell as people write it. */
export function cellWords(cell: FormCell, { kind }: Pick<FormField, 'kind'>): string {
  if (cell === null) return 'missing'
  if (typeof cell === 'string') return cell
  if (kind === 'boolean') return cell === 1 ? 'yes' : 'no'
  if (kind === 'date') return dateOf(cell)?.replace(/T00:00:00$/, '').replace('T', ' ') ?? `${decimal(cell)} s since 1970`
  return decimal(cell)
}

/** Seconds since 1970 as the browser's field for a date and time takes them: UTC, to the second. Empty for what it cannot hold: before the year 1, after 275,760. */
export function dateForField(seconds: number): string {
  const text = dateOf(seconds) ?? ''
  return text.startsWith('-') || text.startsWith('0000') ? '' : text.replace(/^\+0*/, '')
}

/** Null outside the ±8.64e15 ms around 1970 that a date can be (ECMA-262, 21.4.1.1): a table may hold any number. */
function dateOf(seconds: number): string | null {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, -5)
}
