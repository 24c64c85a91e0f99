import { asNumber } from '../../data/file/number-style'
import type { ColumnReader, Pipeline } from '@shared/recipe/pipeline'
import { fedAs } from './prepare-columns'
import type { FedColumn } from './prepare-columns'

/** A column as an ONNX graph takes it: texts, '' where missing, or numbers, NaN where missing. */
export type FedValues = readonly string[] | Float64Array

/** Raw cells (header first) as the inputs of a graph, by the name of the input. */
export function feedColumns([header = [], ...rows]: readonly (readonly string[])[], { columns, reading }: Pipeline, fed: readonly FedColumn[]): ReadonlyMap<string, FedValues> {
  const missing = new Set(['', ...(reading.na ?? [])])
  const feeds = new Map<string, FedValues>()
  for (const { column: name, input } of fed) {
    const column = columns.find((one) => one.name === name)
    if (column === undefined) continue
    const place = header.indexOf(name)
    const cells = rows.map((row) => (missing.has(row[place] ?? '') ? '' : (row[place] ?? '')))
    const { reader } = column
    if (fedAs(reader) === 'text') feeds.set(input, reader.kind === 'boolean' ? cells.map((cell) => cell.trim()) : cells)
    else feeds.set(input, Float64Array.from(cells, (cell) => (cell === '' ? NaN : numberOf(cell, reader, reading.decimal ?? '.', reading.thousands ?? ''))))
  }
  return feeds
}

function numberOf(cell: string, reader: ColumnReader, decimal: '.' | ',', thousands: string): number {
  return reader.kind === 'date' ? secondsOf(cell.trim(), reader.format) : (asNumber(cell, decimal, thousands) ?? NaN)
}

/** With a zone behind the time, which is read over; `%` as in the formats of other dates. */
const iso = String.raw`0*%Y([-/\\ ])%m\2%d(?:(?:T|\s)\s*%H:%M(?::%S(?:\.(?<f>\d{0,6})\d*)?(?:Z|[+-]\d\d(?::?\d\d)*|\s+UTC)?)?)?`

/**
 * Seconds since 1970 of a date as the preparation reads it, by the clock that is written: 'iso', or a format of year, month, day, hour, minute and second. NaN
 * where it is none. Years 1 to 9999.
 */
export function secondsOf(text: string, format: string): number {
  const source = format === 'iso' ? iso : format.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, String.raw`\s+`)
  const pattern = source.replace(/%([YmdHMS])/g, (_, part: string) => String.raw`(?<${part}>\d{1,${part === 'Y' ? 4 : 2}})`)
  const found = new RegExp(`^${pattern}$`).exec(text)?.groups
  if (found === undefined) return NaN
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = ['Y', 'm', 'd', 'H', 'M', 'S'].map((part) => Number(found[part] ?? 0))
  const micros = Number((found['f'] ?? '').padEnd(6, '0'))
  const late = format === 'iso' && hour === 24 && minute + second + micros === 0
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const exists = year > 0 && date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day && (hour < 24 || late) && minute < 60 && second < 60
  // One division, so that the last bit is that of the preparation.
  return exists ? ((date.getTime() / 1000 + hour * 3600 + minute * 60 + second) * 1e6 + micros) / 1e6 : NaN
}
