import { open } from 'node:fs/promises'
import { parseRecords } from './parse-records'

/** Shorter files are not looked at: their first records are a fair share of them. */
const smallest = 512 << 10
const places = 24
const partBytes = 16 << 10

/**
 * Records from further down a file, taken here and there to its end. A line that is not one record by itself is left out; one that stands
 * inside quotes may look like one.
 */
export async function furtherRecords(path: string, { delimiter, quote, width }: { readonly delimiter: string; readonly quote: string; readonly width: number }): Promise<string[][]> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    if (size < smallest) return []
    const room = Buffer.allocUnsafe(partBytes)
    const records: string[][] = []
    for (let place = 1; place <= places; place++) {
      const { bytesRead } = await file.read(room, 0, partBytes, Math.floor(((size - partBytes) * place) / places))
      const bytes = room.subarray(0, bytesRead)
      // The first line and the last one may be cut.
      const text = bytes.toString('utf8', bytes.indexOf('\n') + 1, Math.max(bytes.lastIndexOf('\n'), 0))
      for (const record of parseRecords(text, delimiter, quote, Infinity)) if (record.length === width) records.push(record)
    }
    return records
  } finally {
    await file.close()
  }
}
