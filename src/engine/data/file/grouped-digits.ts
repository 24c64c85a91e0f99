import { fileParts, wholeLines } from './file-parts'
import { parseRecords } from './parse-records'

/** How the text is divided. `width`: fields in a record. */
export interface Layout {
  readonly delimiter: string
  readonly quote: string
  readonly header: boolean
  readonly width: number
}

const underscore = 0x5f
const lineFeed = 0x0a
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39
/** More underscores between digits than are looked at one by one. */
const mostPlaces = 10_000
const longestLine = 4 << 20

/**
 * The 0-based places of columns with an underscore between two digits in a cell: 1_000 is a number to DuckDB and to nobody else, and only the
 * bytes tell once it has made one of it. Null where there are such underscores and their columns cannot be told for certain.
 */
export async function columnsWithGroupedDigits(path: string, layout: Layout): Promise<ReadonlySet<number> | null> {
  const places = await placesOfGroupedDigits(path)
  if (places.length === 0) return new Set()
  return places.length > mostPlaces || layout.quote.length > 1 || layout.quote.charCodeAt(0) > 0x7f ? null : columnsAt(path, places, layout)
}

/** Where such underscores stand in the file, in bytes; some more than are looked at where there are many. */
async function placesOfGroupedDigits(path: string): Promise<number[]> {
  const places: number[] = []
  // The last two bytes of what was read before.
  let [second, last]: (number | undefined)[] = []
  let start = 0
  for await (const bytes of fileParts(path)) {
    if (last === underscore && isDigit(second) && isDigit(bytes[0])) places.push(start - 1)
    for (let at = bytes.indexOf(underscore); at !== -1 && at + 1 < bytes.length; at = bytes.indexOf(underscore, at + 1)) {
      if (isDigit(at === 0 ? last : bytes[at - 1]) && isDigit(bytes[at + 1])) places.push(start + at)
    }
    if (places.length > mostPlaces) break
    second = bytes.length > 1 ? bytes[bytes.length - 2] : last
    last = bytes[bytes.length - 1]
    start += bytes.length
  }
  return places
}

/** Certain of a line that begins outside quotes and is, by itself, one record with all its fields. */
async function columnsAt(path: string, places: readonly number[], { delimiter, quote, header, width }: Layout): Promise<ReadonlySet<number> | null> {
  const columns = new Set<number>()
  let [start, next, quoted] = [0, 0, false]
  /** Looks at whole lines; false where one of them cannot be told. */
  const look = (block: Buffer): boolean => {
    let counted = 0
    for (let place = places[next]; place !== undefined && place < start + block.length; place = places[next]) {
      const from = block.lastIndexOf(lineFeed, place - start) + 1
      const found = block.indexOf(lineFeed, place - start)
      const to = found === -1 ? block.length : found
      quoted = quoted !== hasOdd(quote, block, counted, from)
      counted = from
      while ((places[next] ?? Infinity) < start + to) next++
      if (header && start + from === 0) continue
      const [record, ...more] = parseRecords(block.toString('utf8', from, to), delimiter, quote, 2)
      if (quoted || hasOdd(quote, block, from, to) || record?.length !== width || more.length > 0) return false
      record.forEach((field, column) => {
        if (/\d_\d/.test(field)) columns.add(column)
      })
    }
    quoted = quoted !== hasOdd(quote, block, counted, block.length)
    start += block.length
    return true
  }
  let cut = false
  for await (const lines of wholeLines(path, longestLine, () => (cut = true))) {
    if (!look(lines)) return null
    if (next === places.length) return columns
  }
  return cut ? null : columns
}

/** Whether an odd number of quotes stands in a stretch of bytes. */
function hasOdd(quote: string, bytes: Buffer, from: number, to: number): boolean {
  const mark = quote === '' ? -1 : quote.charCodeAt(0)
  let odd = false
  for (let at = from; at < to; at++) if (bytes[at] === mark) odd = !odd
  return odd
}
