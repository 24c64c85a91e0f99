import type { Random } from '../maths/random'
import { countAt, fillCounts, fillPairs, pairAt, poissonCdf, secondLane, unsettled } from './poisson-table'
import { fillWords, wordState } from './random-words'
import type { WordState } from './random-words'

/** Draws bootstrap resamples as counts: as many units as there are, with replacement. Two at a time, for speed. */
export interface Resampler {
  readonly units: number
  /** How many units of each kind the next two resamples have, as first + secondLane * second. The array is used again for the two after. */
  nextTwo(): Float64Array
}

/** Kinds of up to so many units are drawn by one look-up of 11 random bits: two look-ups a word. */
const narrow = 16
const narrowSlices = 1 << 11
/** Wider ones are drawn in parts: what is left over by these, one word and two look-ups of 16 bits each. */
const wideParts = [256, 64, 16] as const
const wideSlices = 1 << 16
/** How many standard deviations the Poisson draws aim below the full number. */
const margin = 2.5

/**
 * A resampler over kinds of units that no statistic tells apart: kinds[k] of them are of kind k (rows with the same class and
 * predictions; a key with its rows).
 *
 * Counts are Poisson draws, one table look-up a kind, at a rate slightly below one draw a unit; what is missing to the full number is
 * drawn unit by unit, and the one resample in a hundred that came out too large is thrown away whole. Given their sum, independent
 * Poisson counts are multinomial, so this is exactly drawing with replacement (but for units / 2^32), and it passes over memory in order,
 * once a kind and two resamples instead of once a row.
 */
export const resampler = (kinds: ArrayLike<number>, random: Random): Resampler => new PoissonResampler(kinds, random)

/** A class with its arrays as fields: closures over them ran at a third of the speed from the second resampler on. */
class PoissonResampler implements Resampler {
  readonly units: number
  private readonly parts: Parts
  private readonly narrowCdfs: readonly (readonly number[])[]
  private readonly wideCdfs: readonly (readonly number[])[]
  private readonly narrowTable = new Float64Array((narrow + 1) * narrowSlices)
  private readonly wideTable: Int32Array
  private readonly counts: Float64Array
  /** `counts` without the padding. */
  private readonly answer: Float64Array
  /** The words of two resamples. */
  private readonly words: Int32Array
  private readonly state: WordState

  constructor(
    kinds: ArrayLike<number>,
    private readonly random: Random,
  ) {
    const parts = inParts(kinds)
    this.parts = parts
    this.units = parts.kindOfUnit.length
    const rate = Math.max(0, 1 - margin / Math.sqrt(this.units))
    this.narrowCdfs = Array.from({ length: narrow + 1 }, (_, width) => poissonCdf(width * rate))
    for (const start of new Set(parts.first)) {
      fillPairs(this.narrowTable.subarray(start, start + narrowSlices), this.narrowCdfs[start / narrowSlices] ?? [1])
    }
    this.wideCdfs = wideParts.map((width) => poissonCdf(width * rate))
    this.wideTable = new Int32Array(parts.wideKind.length === 0 ? 0 : wideParts.length * wideSlices)
    for (const start of new Set(parts.wideStart)) {
      fillCounts(this.wideTable.subarray(start, start + wideSlices), this.wideCdfs[start / wideSlices] ?? [1])
    }
    this.counts = new Float64Array(parts.first.length)
    this.answer = this.counts.subarray(0, kinds.length)
    this.words = new Int32Array(parts.first.length / 2 + parts.wideKind.length)
    this.state = wordState(random)
  }

  nextTwo(): Float64Array {
    let drawn = this.draw()
    let second = Math.floor(drawn / secondLane)
    while (second > this.units || drawn - second * secondLane > this.units) {
      drawn = this.draw()
      second = Math.floor(drawn / secondLane)
    }
    this.addUnits(this.units - (drawn - second * secondLane), 1)
    this.addUnits(this.units - second, secondLane)
    return this.answer
  }

  private addUnits(missing: number, weight: number): void {
    const { counts, random } = this
    const { kindOfUnit } = this.parts
    const scale = this.units / 2 ** 32
    for (let i = 0; i < missing; i++) {
      const kind = kindOfUnit[Math.floor(random.word() * scale)] as number
      counts[kind] = (counts[kind] as number) + weight
    }
  }

  /** Poisson counts of all kinds, a pair each; their sum. */
  private draw(): number {
    fillWords(this.words, this.state)
    const { counts, narrowTable, words } = this
    const { first, wideKind, wideStart } = this.parts
    let drawn = 0
    let at = 0
    // The inner loop of every bootstrap: two kinds a word, written out.
    for (let k = 0; k < first.length; k += 2) {
      const word = words[at++] as number
      const entryX = (first[k] as number) + (word >>> 21)
      const entryY = (first[k + 1] as number) + ((word >>> 10) & (narrowSlices - 1))
      let x = narrowTable[entryX] as number
      let y = narrowTable[entryY] as number
      if (x === unsettled) x = this.settlePair(entryX)
      if (y === unsettled) y = this.settlePair(entryY)
      counts[k] = x
      counts[k + 1] = y
      drawn += x + y
    }
    for (let i = 0; i < wideKind.length; i++) {
      const word = words[at++] as number
      const start = wideStart[i] as number
      const pair = this.wideCount(start + (word >>> 16)) + secondLane * this.wideCount(start + (word & 0xffff))
      const kind = wideKind[i] as number
      counts[kind] = (counts[kind] as number) + pair
      drawn += pair
    }
    return drawn
  }

  private wideCount(entry: number): number {
    const count = this.wideTable[entry] as number
    return count === unsettled
      ? countAt(this.wideCdfs[Math.floor(entry / wideSlices)] ?? [], this.within(entry, wideSlices))
      : count
  }

  private settlePair(entry: number): number {
    return pairAt(this.narrowCdfs[Math.floor(entry / narrowSlices)] ?? [], this.within(entry, narrowSlices))
  }

  /** A number in [0, 1) in the slice of a table's entry: the entry's bits and more random bits below them. */
  private within(entry: number, slices: number): number {
    return ((entry % slices) + this.random.float()) / slices
  }
}

interface Parts {
  readonly kindOfUnit: Int32Array
  /** Where the table of each kind's first part, of 1 to 16 units, begins; padded to an even number by a kind of none. */
  readonly first: Int32Array
  /** Further parts: the kind each belongs to, and where the table of its width begins. */
  readonly wideKind: Int32Array
  readonly wideStart: Int32Array
}

function inParts(kinds: ArrayLike<number>): Parts {
  let units = 0
  for (let k = 0; k < kinds.length; k++) units += kinds[k] ?? 0
  const kindOfUnit = new Int32Array(units)
  const first = new Int32Array(2 * Math.ceil(kinds.length / 2))
  const wideKind: number[] = []
  const wideStart: number[] = []
  for (let k = 0, unit = 0; k < kinds.length; k++) {
    const size = kinds[k] ?? 0
    kindOfUnit.fill(k, unit, unit + size)
    unit += size
    let left = size
    wideParts.forEach((width, table) => {
      for (; left > width; left -= width) {
        wideKind.push(k)
        wideStart.push(table * wideSlices)
      }
    })
    first[k] = left * narrowSlices
  }
  return { kindOfUnit, first, wideKind: Int32Array.from(wideKind), wideStart: Int32Array.from(wideStart) }
}
