/**
 * Finds rows that are equal in every column, given one column after the other: 64 bits of hash per row are all that is held.
 * At five million different rows the chance that any two share a hash is below one in a million.
 */
export class EqualRows {
  private readonly low: Uint32Array
  private readonly high: Uint32Array

  constructor(private readonly rows: number) {
    this.low = new Uint32Array(rows).fill(0x9e3779b9)
    this.high = new Uint32Array(rows).fill(0x7f4a7c15)
  }

  /** Takes in a column: one number a row, NaN where missing; a missing cell equals a missing cell, and -0 equals 0. */
  add(values: Float64Array): void {
    const { low, high } = this
    const one = new Float64Array(1)
    const bits = new Uint32Array(one.buffer)
    for (let row = 0; row < this.rows; row++) {
      const x = values[row] as number
      // NaN has many bit patterns.
      one[0] = Number.isNaN(x) ? 1.0625e300 : x + 0
      const a = mix((low[row] as number) ^ (bits[0] as number), 0x85ebca6b) ^ (bits[1] as number)
      const b = mix((high[row] as number) + a, 0xc2b2ae35)
      low[row] = mix(a + Math.imul(b, 0x27d4eb2f), 0x165667b1)
      high[row] = b ^ (a >>> 7)
    }
  }

  /** Groups of two and more equal rows: ascending within a group, groups ascending by their first row. */
  groups(): Int32Array[] {
    const { low, high, rows } = this
    let size = 1
    while (size < rows * 2) size *= 2
    const table = new Int32Array(size).fill(-1)
    /** The row before in the same group, from the last row back; -1 for the first. */
    const last = new Int32Array(rows).fill(-1)
    const count = new Int32Array(rows)
    const groupOf = new Int32Array(rows)
    let members = 0
    for (let row = 0; row < rows; row++) {
      let slot = (low[row] as number) & (size - 1)
      for (;;) {
        const first = table[slot] as number
        if (first === -1) {
          table[slot] = row
          groupOf[row] = row
          count[row] = 1
          break
        }
        if (low[first] === low[row] && high[first] === high[row]) {
          groupOf[row] = first
          if (count[first] === 1) members++
          members++
          count[first] = (count[first] as number) + 1
          break
        }
        slot = (slot + 1) & (size - 1)
      }
    }
    const storage = new Int32Array(members)
    const groups: Int32Array[] = []
    let used = 0
    for (let row = 0; row < rows; row++) {
      const first = groupOf[row] as number
      const size = count[first] as number
      if (size < 2) continue
      if (first === row) {
        groups.push(storage.subarray(used, used + size))
        last[first] = used
        used += size
      }
      const at = last[first] as number
      storage[at] = row
      last[first] = at + 1
    }
    return groups
  }
}

/** A step of MurmurHash3's finaliser (Appleby 2011). */
function mix(x: number, factor: number): number {
  let h = x | 0
  h ^= h >>> 16
  h = Math.imul(h, factor)
  h ^= h >>> 13
  return h >>> 0
}
