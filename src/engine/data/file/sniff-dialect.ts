import type { ReadingOptions } from '@shared/dataset/reading-options'
import { CrossfadeError } from '@shared/errors'
import { parseRecords } from './parse-records'
import { asNumber, sniffNumberStyle } from './number-style'
import { unifySpaces } from './unify-spaces'

/** How delimited text is to be read: complete. */
export interface Dialect {
  readonly delimiter: string
  readonly quote: string
  readonly header: boolean
  readonly decimal: '.' | ','
  readonly thousands: NonNullable<ReadingOptions['thousands']>
  readonly na: readonly string[]
  /** Column names as the file has them: empty and repeated ones included. Its length is the number of columns. */
  readonly rawNames: readonly string[]
  /** What ends the first line, where a name has a line end in it: DuckDB takes that one for the end of lines. Null: no name has. */
  readonly lineEnd: string | null
  /** The first records of data, for guesses about types. */
  readonly sample: readonly (readonly string[])[]
}

/** Spellings of "missing" that are taken as such unless the person says otherwise: those of pandas and R. */
export const usualMissing: readonly string[] = [
  'NA', 'N/A', 'n/a', '#N/A', '<NA>', 'NaN', 'nan', '-nan', '-NaN', 'NULL', 'null', 'None', '#NA', '1.#QNAN', '-1.#IND',
]
const usuallyMissing: ReadonlySet<string> = new Set(usualMissing)
/** Signs that mean "missing" only in a column whose other cells are numbers. */
const missingSigns = ['?', '-', '--', '.', '*']

const sampleRecords = 1000
const delimiters = [',', '\t', ';', '|']

/** Finds what `asked` leaves open, from the beginning of the text. Pure. Throws `file-not-a-table` where one character would mean two things. */
export function sniffDialect(text: string, asked: ReadingOptions): Dialect {
  const body = text.replace(/^\uFEFF/, '')
  const quote = asked.quote ?? sniffQuote(body)
  const delimiter = asked.delimiter ?? sniffDelimiter(body, quote)
  if (quote !== '' && delimiter.includes(quote)) throw meansTwo(quote, 'separate the columns and quote texts')
  const records = parseRecords(delimiter === ' ' ? unifySpaces(body, quote) : body, delimiter, quote, sampleRecords)
  const width = usualWidth(records)
  const number = sniffNumberStyle(records.slice(1), delimiter, asked)
  if (number.thousands === number.decimal) throw meansTwo(number.decimal, 'begin the decimals and group the thousands')
  const header = asked.header ?? sniffHeader(records, number.decimal, number.thousands)
  const first = records[0] ?? []
  const sample = header ? records.slice(1) : records
  const rawNames = header ? namesFor(first, width) : Array.from({ length: width }, () => '')
  const signed = asked.na === undefined ? columnsWithSigns(sample) : new Map<string, Set<number>>()
  const na = asked.na ?? [...usualMissing, ...missingSigns.filter((sign) => marksMissing(sign, signed, sample, number.decimal, number.thousands))]
  const lineEnd = rawNames.some((name) => /[\r\n]/.test(name)) ? firstLineEnd(body, quote) : null
  return { delimiter, quote, header, ...number, na, rawNames, lineEnd, sample }
}

const meansTwo = (character: string, both: string) => new CrossfadeError('file-not-a-table', `The character ${character} cannot ${both} as well. Choose another one for either.`)

/** The first line end that is not quoted; null where there is none. */
function firstLineEnd(text: string, quote: string): string | null {
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    // A doubled quote ends the quoting and begins it again.
    if (text[at] === quote) quoted = !quoted
    else if (!quoted && text[at] === '\r') return text[at + 1] === '\n' ? '\r\n' : '\r'
    else if (!quoted && text[at] === '\n') return '\n'
  }
  return null
}

/** R's write.table leaves the header one name short: the first column, its row names, has none. */
function namesFor(header: readonly string[], width: number): string[] {
  return width === header.length + 1 ? ['', ...header] : [...header]
}

/** An apostrophe quotes where it begins cells and ends about as many: spreadsheets put one before a number that is meant as a text. */
function sniffQuote(text: string): string {
  const single = countBeside(text, "'", -1)
  if (single <= 4 || single <= 4 * countBeside(text, '"', -1) + 4) return '"'
  return countBeside(text, "'", 1) > 0.9 * single ? "'" : '"'
}

/** How often a quote stands next to the end of a cell: behind one (-1) or before one (1). */
function countBeside(text: string, quote: string, side: -1 | 1): number {
  let count = 0
  for (let at = text.indexOf(quote); at !== -1; at = text.indexOf(quote, at + 1)) {
    const neighbour = text[at + side]
    if (neighbour === undefined || ',;|\t\n\r'.includes(neighbour)) count++
  }
  return count
}

/** The delimiter that cuts most records into the same number of fields, more than one. */
function sniffDelimiter(text: string, quote: string): string {
  let best = { delimiter: ',', score: 0 }
  for (const delimiter of delimiters.filter((one) => one !== quote)) {
    const records = parseRecords(text, delimiter, quote, 200)
    const width = usualWidth(records)
    if (width < 2) continue
    const agreeing = records.filter((r) => r.length === width).length / records.length
    // Agreement first; between equals, more columns.
    const score = agreeing * agreeing + Math.min(width, 50) / 1000
    if (score > best.score + 1e-9) best = { delimiter, score }
  }
  return best.score === 0 && cutBySpaces(text, quote) ? ' ' : best.delimiter
}

/** Nothing else cuts the lines: spaces do where they give every line as many fields as the first, and some column is of numbers. Else they stand in texts. */
function cutBySpaces(text: string, quote: string): boolean {
  const records = parseRecords(unifySpaces(text, quote), ' ', quote, 200)
  const width = usualWidth(records)
  const rest = records.slice(1)
  if (width < 2 || rest.length === 0 || records[0]?.length !== width) return false
  if (rest.filter((r) => r.length === width).length < 0.95 * rest.length) return false
  return Array.from({ length: width }, (_, c) => rest.filter((r) => asNumber(r[c] ?? '', '.', '') !== null).length).some((numbers) => numbers > 0.9 * rest.length)
}

/** The most frequent number of fields in a record; the larger of two equally frequent ones. */
function usualWidth(records: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>()
  for (const record of records) counts.set(record.length, (counts.get(record.length) ?? 0) + 1)
  let best = 0
  for (const [width, count] of counts) {
    const held = counts.get(best) ?? 0
    if (count > held || (count === held && width > best)) best = width
  }
  return best
}

/** The first line is a header when it looks unlike the lines below it: text over numbers, or names that do not come again. */
function sniffHeader(records: readonly (readonly string[])[], decimal: '.' | ',', thousands: string): boolean {
  const first = records[0] ?? []
  const rest = records.slice(1, 500)
  const numeric = (cell: string | undefined) => cell !== undefined && asNumber(cell, decimal, thousands) !== null
  if (rest.length === 0) return !first.some(numeric)
  let textOverNumbers = 0
  let numberOverNumbers = 0
  for (let c = 0; c < first.length; c++) {
    const cells = rest.map((r) => r[c]?.trim() ?? '').filter((cell) => cell !== '' && !usuallyMissing.has(cell))
    if (cells.length === 0 || cells.filter(numeric).length < cells.length * 0.9) continue
    const name = first[c]?.trim() ?? ''
    if (numeric(name)) numberOverNumbers++
    else if (name !== '' && !usuallyMissing.has(name)) textOverNumbers++
  }
  if (textOverNumbers > 0) return true
  if (numberOverNumbers > 0) return false
  // All text: a line of data has cells that come again in their column.
  const repeated = first.some((name, c) => name !== '' && rest.some((r) => r[c] === name))
  return !repeated
}

/** The columns in which each sign stands alone in a cell. */
function columnsWithSigns(sample: readonly (readonly string[])[]): Map<string, Set<number>> {
  const columns = new Map(missingSigns.map((sign) => [sign, new Set<number>()]))
  for (const record of sample) {
    for (let c = 0; c < record.length; c++) {
      const cell = record[c] as string
      if (cell.length < 10) columns.get(cell.trim())?.add(c)
    }
  }
  return columns
}

/** Whether a sign stands now and then in a column whose other cells in the sample are numbers. */
function marksMissing(sign: string, signed: ReadonlyMap<string, ReadonlySet<number>>, sample: readonly (readonly string[])[], decimal: '.' | ',', thousands: string): boolean {
  return [...(signed.get(sign) ?? [])].some((c) => {
    const cells = sample.map((r) => r[c]?.trim() ?? '').filter((cell) => cell !== '' && !usuallyMissing.has(cell))
    const signs = cells.filter((cell) => cell === sign).length
    return signs <= cells.length / 2 && cells.every((cell) => missingSigns.includes(cell) || asNumber(cell, decimal, thousands) !== null)
  })
}
