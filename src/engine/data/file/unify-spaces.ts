const space = 32
const lineFeed = 10
const carriageReturn = 13

/**
 * Text that is cut by spaces with one between two fields, however many there were, and none at the ends of a line; what is quoted stays.
 * So columns that were lined up with spaces can be read. Takes UTF-8 in pieces.
 */
export class SpaceUnifier {
  private readonly mark: number
  private quoted = false
  private begun = false
  private waiting = false

  constructor(quote: string) {
    this.mark = quote === '' ? -1 : quote.charCodeAt(0)
  }

  take(part: Uint8Array): Buffer {
    const out = Buffer.alloc(part.length + 1)
    let length = 0
    for (const byte of part) {
      if (byte === this.mark) this.quoted = !this.quoted
      if (byte === space && !this.quoted) {
        this.waiting = this.begun
        continue
      }
      const ends = (byte === lineFeed || byte === carriageReturn) && !this.quoted
      if (this.waiting && !ends) out[length++] = space
      this.waiting = false
      this.begun = !ends
      out[length++] = byte
    }
    return out.subarray(0, length)
  }
}

export const unifySpaces = (text: string, quote: string): string => new SpaceUnifier(quote).take(Buffer.from(text)).toString()
