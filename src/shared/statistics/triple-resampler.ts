import type { Random } from '../maths/random'
import { countAt, fillCounts, poissonCdf, unsettled } from './poisson-table'
import { fillWords, wordState } from './random-words'
import type { WordState } from './random-words'

/** Three counts in one number, first + thirdLane * second + thirdLane^2 * third: sums of such numbers hold the three sums, exactly while each stays below 2^17. */
export const thirdLane = 2 ** 17
/** Resamples of up to so many rows: it leaves room for one that came out too large. */
export const mostForThree = 100_000

/** Units beyond the first of a kind are drawn in parts of so many, by one look-up of 16 bits for each resample; what is left over, one by one. */
const wideParts = [256, 64, 16, 4] as const
const wideSlices = 1 << 16
/** How many standard deviations the Poisson draws aim below the full number. */
const margin = 2.5

/**
 * Three resamples at once, as `resampler` draws two: Poisson counts at a rate slightly below one draw a unit, what is missing drawn unit
 * by unit, one that came out too large thrown away with the two beside it. Most kinds of the rows of a bootstrap are of one unit, so a unit is drawn by
 * one step without a branch (Walker's alias method, 1977): three counts have too many outcomes for a plain table that stays in the fastest memory.
 * Chances are right to 2^-32.
 */
export class TripleResampler {
  readonly units: number
  private readonly kindOfUnit: Int32Array
  private readonly one: AliasTable
  /** The kind of each further unit, and of each wide part with where the table of its width begins. */
  private readonly more: Int32Array
  private readonly wideKind: Int32Array
  private readonly wideStart: Int32Array
  private readonly wideCdfs: readonly (readonly number[])[]
  private readonly wideTable: Int32Array
  private readonly counts: Float64Array
  private readonly words: Int32Array
  private readonly state: WordState

  constructor(
    kinds: ArrayLike<number>,
    private readonly random: Random,
  ) {
    const [of, more, wideKind, wideStart]: [number[], number[], number[], number[]] = [[], [], [], []]
    for (let kind = 0; kind < kinds.length; kind++) {
      const size = kinds[kind] ?? 0
      for (let unit = 0; unit < size; unit++) of.push(kind)
      let left = size - 1
      wideParts.forEach((width, table) => {
        for (; left >= width; left -= width) {
          wideKind.push(kind)
          wideStart.push(table * wideSlices)
        }
      })
      for (; left > 0; left--) more.push(kind)
    }
    this.kindOfUnit = Int32Array.from(of)
    this.units = of.length
    this.more = Int32Array.from(more)
    this.wideKind = Int32Array.from(wideKind)
    this.wideStart = Int32Array.from(wideStart)
    const rate = Math.max(0, 1 - margin / Math.sqrt(this.units))
    this.one = aliasTable(poissonCdf(rate))
    this.wideCdfs = wideParts.map((width) => poissonCdf(width * rate))
    this.wideTable = new Int32Array(wideKind.length === 0 ? 0 : wideParts.length * wideSlices)
    for (const start of new Set(wideStart)) fillCounts(this.wideTable.subarray(start, start + wideSlices), this.wideCdfs[start / wideSlices] ?? [1])
    this.counts = new Float64Array(kinds.length)
    this.words = new Int32Array(kinds.length + more.length + 2 * wideKind.length)
    this.state = wordState(random)
  }

  /** How many units of each kind the next three resamples have. Every kind has a unit at least. The array is used again for the three after. */
  next(): Float64Array {
    for (;;) {
      const drawn = this.draw()
      const third = Math.floor(drawn / thirdLane ** 2)
      const rest = drawn - third * thirdLane ** 2
      const second = Math.floor(rest / thirdLane)
      const first = rest - second * thirdLane
      if (Math.max(first, second, third) > this.units) continue
      this.addUnits(this.units - first, 1)
      this.addUnits(this.units - second, thirdLane)
      this.addUnits(this.units - third, thirdLane ** 2)
      return this.counts
    }
  }

  private addUnits(missing: number, weight: number): void {
    const { counts, random, kindOfUnit } = this
    const scale = this.units / 2 ** 32
    for (let i = 0; i < missing; i++) {
      const kind = kindOfUnit[Math.floor(random.word() * scale)] as number
      counts[kind] = (counts[kind] as number) + weight
    }
  }

  /** Poisson counts of all kinds, of three resamples each; their sum. */
  private draw(): number {
    fillWords(this.words, this.state)
    const { counts, words, more, wideKind, wideStart } = this
    const { least, outcomes } = this.one
    let drawn = 0
    let at = 0
    // The inner loop of every bootstrap of classes.
    for (; at < counts.length; at++) {
      const word = words[at] as number
      const bin = word >>> aliasShift
      const count = outcomes[2 * bin + (((least[bin] as number) - 1 - (word & aliasMask)) >>> 31)] as number
      counts[at] = count
      drawn += count
    }
    for (let i = 0; i < more.length; i++) {
      const word = words[at++] as number
      const bin = word >>> aliasShift
      const count = outcomes[2 * bin + (((least[bin] as number) - 1 - (word & aliasMask)) >>> 31)] as number
      const kind = more[i] as number
      counts[kind] = (counts[kind] as number) + count
      drawn += count
    }
    for (let i = 0; i < wideKind.length; i++) {
      const start = wideStart[i] as number
      const [word, next] = [words[at++] as number, words[at++] as number]
      const count = this.wideCount(start + (word >>> 16)) + thirdLane * (this.wideCount(start + (word & 0xffff)) + thirdLane * this.wideCount(start + (next >>> 16)))
      const kind = wideKind[i] as number
      counts[kind] = (counts[kind] as number) + count
      drawn += count
    }
    return drawn
  }

  private wideCount(entry: number): number {
    const count = this.wideTable[entry] as number
    if (count !== unsettled) return count
    return countAt(this.wideCdfs[Math.floor(entry / wideSlices)] ?? [], ((entry % wideSlices) + this.random.float()) / wideSlices)
  }
}

const aliasBits = 10
const aliasShift = 32 - aliasBits
const aliasMask = 2 ** aliasShift - 1

interface AliasTable {
  /** Below this, of 2^22, the first outcome of a bin, else the second. */
  readonly least: Int32Array
  readonly outcomes: Float64Array
}

/** Three independent counts as one outcome. The 1,024 likeliest are all but 2^-36 where the mean is at most 1. */
function aliasTable(cdf: readonly number[]): AliasTable {
  const bins = 2 ** aliasBits
  const chance = cdf.map((value, count) => value - (cdf[count - 1] ?? 0))
  const all: { counts: number; share: number }[] = []
  chance.forEach((first, x) =>
    chance.forEach((second, y) =>
      chance.forEach((third, z) => {
        if (first * second * third > 1e-15) all.push({ counts: x + thirdLane * (y + thirdLane * z), share: first * second * third * bins })
      }),
    ),
  )
  const kept = all.sort((a, b) => b.share - a.share).slice(0, bins)
  while (kept.length < bins) kept.push({ counts: 0, share: 0 })

  const least = new Int32Array(bins)
  const outcomes = new Float64Array(2 * bins)
  const [small, large]: [number[], number[]] = [[], []]
  kept.forEach(({ share }, i) => (share < 1 ? small : large).push(i))
  const put = (bin: number, share: number, second: number) => {
    least[bin] = Math.round(share * (aliasMask + 1))
    outcomes[2 * bin] = kept[bin]?.counts ?? 0
    outcomes[2 * bin + 1] = kept[second]?.counts ?? 0
  }
  for (;;) {
    const [bin, other] = [small.pop(), large.pop()]
    if (bin === undefined || other === undefined) {
      for (const rest of [bin, other, ...small, ...large]) if (rest !== undefined) put(rest, 1, rest)
      return { least, outcomes }
    }
    const [lower, upper] = [kept[bin], kept[other]]
    if (lower === undefined || upper === undefined) return { least, outcomes }
    put(bin, lower.share, other)
    upper.share -= 1 - lower.share
    ;(upper.share < 1 ? small : large).push(other)
  }
}
