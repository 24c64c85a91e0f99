import { readFile } from 'node:fs/promises'
import { createInflateRaw } from 'node:zlib'
import { CrossfadeError } from '@shared/errors'

/** More than any workbook that Excel writes in one sitting; beyond it the file is not what it says it is. */
export const workbookLimits = { fileBytes: 256 << 20, inflatedBytes: 512 << 20, entries: 5000, cells: 20_000_000 }

interface Entry {
  readonly name: string
  readonly method: number
  readonly start: number
  readonly compressed: number
  readonly inflated: number
}

/** A workbook's bytes, after every entry was inflated once and counted. */
export interface Workbook {
  readonly bytes: Buffer
  /** In the order of the workbook. */
  readonly sheets: readonly string[]
}

/**
 * Reads a workbook whose entries stay within the limits: their real size when inflated, and the rows times columns that the cells of a
 * sheet span. A reader that trusts the file would run out of memory on one of a few kilobytes.
 */
export async function openWorkbook(path: string, size: number): Promise<Workbook> {
  if (size > workbookLimits.fileBytes) throw tooLarge(path, `it is larger than ${workbookLimits.fileBytes >> 20} MB`)
  const bytes = await readFile(path)
  let inflated = 0
  let sheets: string[] = []
  for (const entry of listEntries(path, bytes)) {
    const sheet = /^xl\/worksheets\/[^/]+\.xml$/.test(entry.name) ? new SheetExtent() : null
    const workbook: Buffer[] | null = entry.name === 'xl/workbook.xml' ? [] : null
    let length = 0
    await inflate(path, bytes, entry, (part) => {
      length += part.length
      inflated += part.length
      if (inflated > workbookLimits.inflatedBytes) throw tooLarge(path, `its contents are larger than ${workbookLimits.inflatedBytes >> 20} MB`)
      sheet?.add(part)
      if (sheet !== null && sheet.cells > workbookLimits.cells) throw tooLarge(path, `a sheet spans more than ${workbookLimits.cells / 1e6} million cells`)
      workbook?.push(part)
    })
    // The reader makes room for what the directory says.
    if (length !== entry.inflated) throw damaged(path)
    if (workbook !== null) sheets = sheetNames(Buffer.concat(workbook).toString('utf8'))
  }
  if (sheets.length === 0) throw new CrossfadeError('file-not-a-table', `${path} is not an Excel workbook. CSV, TSV, Parquet, JSON lines and .xlsx can be opened.`)
  return { bytes, sheets }
}

function sheetNames(xml: string): string[] {
  return [...xml.matchAll(/<(?:\w+:)?sheet\s[^>]*?\bname="([^"]*)"/g)].map((match) => unescapeXml(match[1] ?? ''))
}

function unescapeXml(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
  return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, code: string) => {
    if (!code.startsWith('#')) return named[code] ?? whole
    const point = code[1] === 'x' || code[1] === 'X' ? parseInt(code.slice(2), 16) : parseInt(code.slice(1), 10)
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}

/** Rows times columns up to the farthest cell, told from the references of the cells. */
class SheetExtent {
  private rows = 0
  private columns = 0
  private rest = ''

  get cells(): number {
    return this.rows * this.columns
  }

  add(part: Buffer): void {
    const text = this.rest + part.toString('latin1')
    for (const match of text.matchAll(/\br="([A-Z]{1,4})?([0-9]{1,8})"/g)) {
      this.rows = Math.max(this.rows, Number(match[2]))
      let column = 0
      for (const letter of match[1] ?? '') column = column * 26 + letter.charCodeAt(0) - 64
      this.columns = Math.max(this.columns, column)
    }
    this.rest = text.slice(-20)
  }
}

/** The entries that the directory at the end of a zip file names. */
function listEntries(path: string, bytes: Buffer): Entry[] {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end === -1 || end + 22 > bytes.length) throw damaged(path)
  const count = bytes.readUInt16LE(end + 10)
  if (count > workbookLimits.entries) throw tooLarge(path, `it has more than ${workbookLimits.entries} entries`)
  let at = bytes.readUInt32LE(end + 16)
  const entries: Entry[] = []
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw damaged(path)
    const nameLength = bytes.readUInt16LE(at + 28)
    const local = bytes.readUInt32LE(at + 42)
    if (local + 30 > bytes.length) throw damaged(path)
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      method: bytes.readUInt16LE(at + 10),
      compressed: bytes.readUInt32LE(at + 20),
      inflated: bytes.readUInt32LE(at + 24),
      start: local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28),
    })
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

async function inflate(path: string, bytes: Buffer, entry: Entry, take: (part: Buffer) => void): Promise<void> {
  const compressed = bytes.subarray(entry.start, entry.start + entry.compressed)
  if (compressed.length < entry.compressed || (entry.method !== 0 && entry.method !== 8)) throw damaged(path)
  if (entry.method === 0) return take(compressed)
  const stream = createInflateRaw({ chunkSize: 1 << 16 })
  stream.end(compressed)
  try {
    for await (const part of stream) take(part as Buffer)
  } catch (thrown) {
    throw thrown instanceof CrossfadeError ? thrown : damaged(path)
  } finally {
    stream.destroy()
  }
}

function damaged(path: string): CrossfadeError {
  return new CrossfadeError('file-unreadable', `${path} is not a sound .xlsx file: it is cut off or damaged. Save or copy it again.`)
}

function tooLarge(path: string, why: string): CrossfadeError {
  return new CrossfadeError('file-unreadable', `${path} cannot be opened as an Excel workbook: ${why}. Save it as CSV or Parquet.`)
}
