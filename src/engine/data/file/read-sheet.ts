import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CrossfadeError } from '@shared/errors'
import type { Workbook } from './zip-limits'

export interface SheetAsText {
  /** A CSV file with commas, double quotes and dots, in UTF-8. */
  readonly path: string
  readonly sheet: string
  readonly discard: () => Promise<void>
}

let sheets = 0

/** Writes a sheet of a workbook as CSV to `tmp`: the named one, else the first. */
export async function sheetToText(workbook: Workbook, wanted: string | undefined, name: string, tmp: string): Promise<SheetAsText> {
  const sheet = wanted ?? workbook.sheets[0] ?? ''
  if (!workbook.sheets.includes(sheet)) {
    throw new CrossfadeError('file-not-a-table', `${name} has no sheet ${sheet}. It has: ${workbook.sheets.join(', ')}.`)
  }
  // Reading that library takes a quarter of the time in which the engine starts, and few files are workbooks.
  const { readSheet } = await import('read-excel-file/node')
  const rows = await readSheet(workbook.bytes, sheet).catch((thrown: unknown) => {
    throw new CrossfadeError('file-unreadable', `${name} cannot be read as an Excel workbook: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  })
  await mkdir(tmp, { recursive: true })
  const path = join(tmp, `sheet-${process.pid}-${++sheets}.csv`)
  const width = rows.reduce((widest, row) => Math.max(widest, row.length), 0)
  const lines = function* () {
    for (const row of rows) yield `${Array.from({ length: width }, (_, c) => asField(row[c])).join(',')}\n`
  }
  await pipeline(Readable.from(lines()), createWriteStream(path))
  return { path, sheet, discard: () => rm(path, { force: true }) }
}

function asField(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) return dateText(cell)
  const text = String(cell)
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replace(/"/g, '""')}"` : text
}

/** Excel keeps dates as fractions of days, which are off by a millisecond now and then. */
function dateText(date: Date): string {
  const text = new Date(Math.round(date.getTime() / 1000) * 1000).toISOString()
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ')
}
