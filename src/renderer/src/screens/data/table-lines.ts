/**
 * Lines that a table can scroll through. Chromium draws nothing beyond 33,554,428 pixels, which are 1,198,372 rows of 28: a longer table
 * scrolls by these lines, each of which stands for more than one row.
 */
export const mostLines = 1_000_000

/**
 * The row on the first of the lines that are drawn, `first` to `last`; the lines after it hold the rows after it, so that rows which are seen
 * together always follow each other. The first line has the first row, the last one the last. Pure.
 */
export function firstRow(first: number, last: number, count: number): number {
  if (count <= mostLines) return first
  const atEnd = count - (last - first + 1)
  return last >= mostLines - 1 ? atEnd : Math.min(atEnd, Math.round((first * count) / mostLines))
}

/** The first of `drawn` lines that have a row in their middle. */
export function firstLineFor(row: number, drawn: number, count: number): number {
  return Math.max(0, Math.round(((row - drawn / 2) * mostLines) / count))
}
