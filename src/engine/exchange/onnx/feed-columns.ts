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

const isoPattern = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/

/** Seconds since 1970, UTC, of a date as the preparation reads it: 'iso', or a format of year, month, day, hour, minute and second. NaN where it is none. */
export function secondsOf(text: string, format: string): number {
  if (format === 'iso') {
    const found = isoPattern.exec(text)
    if (found === null) return NaN
    const [, year, month, day, hour = '0', minute = '0', second = '0', zone = 'Z'] = found
    const offset = zone === 'Z' ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(3).replace(':', '') || 0) * 60)
    return secondsFrom(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second)) - offset
  }
  const order: string[] = []
  const source = format.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/%([YmdHMS])/g, (_, part: string) => {
    order.push(part)
    return part === 'Y' ? '(\\d{4})' : '(\\d{1,2})'
  })
  const found = new RegExp(`^${source}$`).exec(text)
  if (found === null) return NaN
  const part = (name: string, otherwise: number) => (order.includes(name) ? Number(found[order.indexOf(name) + 1]) : otherwise)
  return secondsFrom(part('Y', NaN), part('m', 1), part('d', 1), part('H', 0), part('M', 0), part('S', 0))
}

function secondsFrom(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, 0))
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  return exists ? date.getTime() / 1000 + second : NaN
}
