import { createRandom } from '../maths/random'
import type { Random } from '../maths/random'
import type { ReadingOptions } from '../dataset/reading-options'
import type { FittedColumn, Pipeline } from '../recipe/pipeline'

/** How the rows of the sample, and whatever an exported preparation is given later, are written: plain CSV, with the numbers of the file. */
export function exportReading(reading: ReadingOptions): ReadingOptions {
  const { delimiter = ',', decimal = '.', thousands = '', na = [] } = reading
  const usable = delimiter.length === 1 && delimiter !== '"' && delimiter !== '\n'
  return { format: 'csv', delimiter: usable ? delimiter : ',', quote: '"', header: true, encoding: 'utf-8', decimal, thousands, na }
}

type Row = readonly (string | null)[]

/**
 * Rows to compare predictions on: those given (cells of `names`), then rows made of their cells in another mixture with some left out,
 * then rows made of what the pipeline knows, with categories that it does not know. At least `least` rows in all, and always some of the last kind.
 */
export function sampleRows(pipeline: Pipeline, reading: ReadingOptions, names: readonly string[], given: readonly Row[], least: number): Row[] {
  const random = createRandom(20_260_101)
  const rows: Row[] = given.slice(0, least)
  const columns = names.map((name) => pipeline.columns.find((column) => column.name === name))
  const mixtures = Math.max(0, Math.floor((least - rows.length) / 2))
  if (given.length > 0) {
    for (let n = 0; n < mixtures; n++) rows.push(names.map((_, c) => (random.float() < 0.05 ? null : (given[Math.floor(random.float() * given.length)]?.[c] ?? null))))
  }
  const made = Math.max(100, least - rows.length)
  for (let n = 0; n < made; n++) rows.push(columns.map((column) => (column === undefined || random.float() < 0.08 ? null : madeCell(column, random, reading))))
  return rows
}

function madeCell(column: FittedColumn, random: Random, reading: ReadingOptions): string {
  if (column.kind !== 'numbers') {
    const known = column.kind === 'one-hot' ? [...column.categories, ...column.pooled] : column.categories
    return (random.float() < 0.1 ? null : known[Math.floor(random.float() * known.length)]) ?? (isNumeric(column) ? '987654' : 'unseen in training')
  }
  switch (column.reader.kind) {
    case 'boolean': {
      const words = random.float() < 0.5 ? column.reader.yes : column.reader.no
      const word = words[Math.floor(random.float() * words.length)] ?? '1'
      return random.float() < 0.3 ? word.toUpperCase() : word
    }
    case 'date':
      return dateText(new Date(Date.UTC(1990, 0, 1) + Math.floor(random.float() * 1.5e9) * 1000), column.reader.format)
    case 'number':
    case 'category':
      return numberText(madeNumber(column, random), reading)
  }
}

const isNumeric = ({ reader }: FittedColumn): boolean => reader.kind === 'category' && reader.numeric

/** A number around the training values, as far as the fitted steps tell them. */
function madeNumber({ outputs }: Extract<FittedColumn, { kind: 'numbers' }>, random: Random): number {
  let centre = 0
  let spread = 1
  for (const operation of outputs[0]?.operations ?? []) {
    if (operation.kind === 'fill') centre = operation.value
    if (operation.kind === 'clip') [centre, spread] = [(operation.low + operation.high) / 2, (operation.high - operation.low) / 2]
    if (operation.kind === 'linear') [centre, spread] = [operation.shift, operation.scale]
    if (operation.kind === 'log1p') break
    if (operation.kind === 'rank-normal') {
      const knot = operation.knots[Math.floor(random.float() * operation.knots.length)] ?? 0
      return random.float() < 0.5 ? knot : knot + (random.float() - 0.5) * Math.max(1e-3, Math.abs(knot) * 0.1)
    }
  }
  return centre + (random.float() * 4 - 2) * spread
}

const numberText = (value: number, { decimal }: ReadingOptions): string => {
  const text = String(Number(value.toPrecision(12))).replace(/^(-?\d)(\d*)e\+?/, '$1$2e')
  return decimal === ',' ? text.replace('.', ',') : text
}

function dateText(date: Date, format: string): string {
  const iso = date.toISOString()
  if (format === 'iso') return iso.slice(0, 19).replace('T', ' ')
  const parts: Readonly<Record<string, string>> = { '%Y': iso.slice(0, 4), '%m': iso.slice(5, 7), '%d': iso.slice(8, 10), '%H': iso.slice(11, 13), '%M': iso.slice(14, 16), '%S': iso.slice(17, 19) }
  return format.replace(/%[YmdHMS]/g, (part) => parts[part] ?? part)
}

/** Rows as CSV; a missing cell is an empty one. */
export function sampleCsv(names: readonly string[], rows: readonly Row[], { delimiter = ',' }: ReadingOptions): string {
  const cell = (text: string | null) => (text === null ? '' : text.includes(delimiter) || /["\r\n]/.test(text) || text !== text.trim() ? `"${text.replace(/"/g, '""')}"` : text)
  // A row of one empty cell would be an empty line, which is no row.
  const line = (row: Row) => (row.length === 1 && (row[0] ?? '') === '' ? '""' : row.map(cell).join(delimiter))
  return `${[names, ...rows].map(line).join('\n')}\n`
}
