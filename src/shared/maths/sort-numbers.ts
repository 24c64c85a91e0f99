/** Below so many numbers the sort that comes with the language is quicker. */
const few = 2000
const bits = 11
/** Numbers for which the room is kept. */
const mostKept = 1 << 18
const digits = 1 << bits
const mask = digits - 1

/** Room to sort in, kept: making it takes as long as filling it. */
let room: readonly Uint32Array[] = []

function roomFor(length: number): readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array] {
  if ((room[0]?.length ?? 0) < length) room = Array.from({ length: 4 }, () => new Uint32Array(length))
  const [a, b, c, d] = room as [Uint32Array, Uint32Array, Uint32Array, Uint32Array]
  if (length > mostKept) room = []
  return [a, b, c, d]
}

/**
 * Sorts numbers, of which none may be NaN, ascending and in place: by the digits of their bits (radix sort, least significant first), which
 * takes a quarter of the time of comparing them. -0 comes before 0, as in TypedArray.sort. Digits in which all numbers agree are passed over.
 */
export function sortNumbers(values: Float64Array): Float64Array {
  const { length } = values
  if (length < few) return values.sort()
  const words = new Uint32Array(values.buffer, values.byteOffset, length * 2)
  let [low, high, otherLow, otherHigh] = roomFor(length)
  for (let i = 0; i < length; i++) {
    const top = words[2 * i + 1] as number
    // Ordered like their values: all bits of negative numbers turned over, the sign of the others.
    const flip = top >>> 31 === 1 ? 0xffffffff : 0
    low[i] = (words[2 * i] as number) ^ flip
    high[i] = top ^ (flip | 0x80000000)
  }
  const counts = new Uint32Array(digits)
  for (let pass = 0; pass < 6; pass++) {
    const keys = pass < 3 ? low : high
    const shift = (pass % 3) * bits
    counts.fill(0)
    for (let i = 0; i < length; i++) {
      const digit = ((keys[i] as number) >>> shift) & mask
      counts[digit] = (counts[digit] as number) + 1
    }
    if (counts[((keys[0] as number) >>> shift) & mask] === length) continue
    let before = 0
    for (let digit = 0; digit < digits; digit++) {
      const count = counts[digit] as number
      counts[digit] = before
      before += count
    }
    for (let i = 0; i < length; i++) {
      const digit = ((keys[i] as number) >>> shift) & mask
      const at = counts[digit] as number
      counts[digit] = at + 1
      otherLow[at] = low[i] as number
      otherHigh[at] = high[i] as number
    }
    ;[low, otherLow] = [otherLow, low]
    ;[high, otherHigh] = [otherHigh, high]
  }
  for (let i = 0; i < length; i++) {
    const top = high[i] as number
    const flip = top >>> 31 === 1 ? 0 : 0xffffffff
    words[2 * i] = (low[i] as number) ^ flip
    words[2 * i + 1] = top ^ (flip | 0x80000000)
  }
  return values
}
