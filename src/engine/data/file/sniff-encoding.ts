import { CrossfadeError } from '@shared/errors'
import type { ReadingOptions } from '@shared/dataset/reading-options'

export type Encoding = NonNullable<ReadingOptions['encoding']>

/** The encoding of a text file, from its beginning. Throws when it is not text. */
export function sniffEncoding(head: Buffer, whole: boolean, path: string): Encoding {
  if (head.length >= 4 && (head.readUInt32LE(0) === 0xfeff || head.readUInt32BE(0) === 0xfeff)) {
    throw new CrossfadeError('file-not-a-table', `${path} is in UTF-32, which cannot be read. Save it as UTF-8.`)
  }
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return 'utf-16'
  const zeros = countZeros(head)
  // ASCII characters in UTF-16 have a zero in every second byte, always on the same side.
  if (zeros.even + zeros.odd > head.length * 0.2 && Math.min(zeros.even, zeros.odd) < Math.max(zeros.even, zeros.odd) * 0.05) return 'utf-16'
  if (isBinary(head)) {
    throw new CrossfadeError('file-not-a-table', `${path} is not a table that can be read: its content is binary. CSV, TSV, Parquet, JSON lines and .xlsx can be opened.`)
  }
  const end = whole ? head.length : lastLineEnd(head)
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head.subarray(0, end))
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

/** The text of a file's beginning. A character cut in two at its end is left out. */
export function decodeHead(head: Buffer, encoding: Encoding, whole: boolean): string {
  switch (encoding) {
    case 'utf-16':
      return new TextDecoder(isBigEndian(head) ? 'utf-16be' : 'utf-16le').decode(head.subarray(0, head.length & ~1))
    case 'latin-1':
      return head.toString('latin1')
    case 'windows-1252':
      return new TextDecoder('windows-1252').decode(head)
    case 'utf-8':
      return new TextDecoder('utf-8').decode(head.subarray(0, whole ? head.length : lastLineEnd(head)))
  }
}

export function isBigEndian(head: Buffer): boolean {
  if (head[0] === 0xfe && head[1] === 0xff) return true
  if (head[0] === 0xff && head[1] === 0xfe) return false
  const zeros = countZeros(head)
  return zeros.even > zeros.odd
}

function countZeros(head: Buffer): { readonly even: number; readonly odd: number } {
  let even = 0
  let odd = 0
  if (!head.includes(0)) return { even, odd }
  for (let i = 0; i < head.length; i++) {
    if (head[i] !== 0) continue
    if (i % 2 === 0) even++
    else odd++
  }
  return { even, odd }
}

const range = (first: number, last: number) => `${String.fromCharCode(first)}-${String.fromCharCode(last)}`
/** Control characters but for tabs, ends of lines and pages, and the escape. */
const strayControls = new RegExp(`[${range(0, 8)}${range(14, 26)}${range(28, 31)}]`, 'g')

/** Control characters that no text has, in more than one byte of a hundred. One or two may have strayed into a text. */
function isBinary(head: Buffer): boolean {
  // By a pattern: a loop over a megabyte takes many times as long before it is compiled.
  const controls = head.toString('latin1').match(strayControls)?.length ?? 0
  return controls > 2 && controls > head.length / 100
}

function lastLineEnd(head: Buffer): number {
  const at = head.lastIndexOf(10)
  return at === -1 ? head.length : at + 1
}
