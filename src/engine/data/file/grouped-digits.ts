import { createReadStream } from 'node:fs'

const underscore = 0x5f
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39

/**
 * Whether a file has an underscore between two digits anywhere: 1_000 is a number to DuckDB and to nobody else, and only the bytes tell
 * once it has made one of it. Ends at the first.
 */
export async function hasGroupedDigits(path: string): Promise<boolean> {
  // The last two bytes of what was read before.
  let [second, last]: (number | undefined)[] = []
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes = part as Buffer
    if (last === underscore && isDigit(second) && isDigit(bytes[0])) return true
    for (let at = bytes.indexOf(underscore); at !== -1 && at + 1 < bytes.length; at = bytes.indexOf(underscore, at + 1)) {
      if (isDigit(at === 0 ? last : bytes[at - 1]) && isDigit(bytes[at + 1])) return true
    }
    second = bytes.length > 1 ? bytes[bytes.length - 2] : last
    last = bytes[bytes.length - 1]
  }
  return false
}
