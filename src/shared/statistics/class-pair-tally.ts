import type { ClassUnits } from './class-units'

/** What the counts of a resample come to: macro F1 of a and of b, balanced accuracy of a and of b. */
export const figureCount = 4

/**
 * How often each class is there, is predicted by a and by b, and is rightly predicted by each, for two or three resamples at once: every
 * number is first + lane * second + lane^2 * third. Made anew from counts each time.
 */
export class ClassPairTally {
  private readonly support: Float64Array
  private readonly byA: Float64Array
  private readonly byB: Float64Array
  private readonly rightA: Float64Array
  private readonly rightB: Float64Array
  /** Where, among the kinds of one row, those of each class begin that a gets right, that only b does, and that neither does. */
  private readonly bounds: Int32Array
  /** The sums of the counts as they are, once they were asked for. */
  private base: Float64Array | null = null

  constructor(
    private readonly of: ClassUnits,
    private readonly classes: number,
    /** How many resamples are counted at once, and what stands between their counts. */
    private readonly lanes: number,
    private readonly size: number,
  ) {
    this.support = new Float64Array(classes)
    this.byA = new Float64Array(classes)
    this.byB = new Float64Array(classes)
    this.rightA = new Float64Array(classes)
    this.rightB = new Float64Array(classes)
    this.bounds = new Int32Array(3 * classes + 1).fill(of.single)
    for (let kind = of.single - 1; kind >= 0; kind--) {
      const [y, a, b] = [of.label[kind] ?? 0, of.predictedA[kind], of.predictedB[kind]]
      this.bounds[3 * y + (a === y ? 0 : b === y ? 1 : 2)] = kind
    }
    // A segment without kinds begins where the next one does.
    for (let s = 3 * classes - 1, next = of.single; s >= 0; s--) {
      if (this.bounds[s] === of.single) this.bounds[s] = next
      next = this.bounds[s] ?? next
    }
  }

  /** counts: units of each kind, always of one array type, since a second one slows every load. Goes by class, so that the label and what is right need no counter: this loop is the time of a bootstrap. */
  count(counts: Float64Array): void {
    const { support, byA, byB, rightA, rightB, bounds, classes } = this
    const { predictedA, predictedB, single } = this.of
    for (const part of [support, byA, byB, rightA, rightB]) part.fill(0)
    this.base = null
    let kind = 0
    for (let y = 0; y < classes; y++) {
      const alone = bounds[3 * y + 1] as number
      const neither = bounds[3 * y + 2] as number
      const end = bounds[3 * y + 3] as number
      const before = byB[y] as number
      let ofA = 0
      for (; kind < alone; kind++) {
        const weight = counts[kind] as number
        const b = predictedB[kind] as number
        ofA += weight
        byB[b] = (byB[b] as number) + weight
      }
      let onlyB = 0
      for (; kind < neither; kind++) {
        const weight = counts[kind] as number
        const a = predictedA[kind] as number
        onlyB += weight
        byA[a] = (byA[a] as number) + weight
      }
      // In the class's own segment only rows of the class itself were added to its count.
      rightA[y] = ofA
      rightB[y] = (byB[y] as number) - before + onlyB
      byA[y] = (byA[y] as number) + ofA
      byB[y] = (byB[y] as number) + onlyB
      let wrong = 0
      for (; kind < end; kind++) {
        const weight = counts[kind] as number
        const a = predictedA[kind] as number
        const b = predictedB[kind] as number
        wrong += weight
        byA[a] = (byA[a] as number) + weight
        byB[b] = (byB[b] as number) + weight
      }
      support[y] = ofA + onlyB + wrong
    }
    for (kind = single; kind < counts.length; kind++) {
      const weight = counts[kind] as number
      if (weight !== 0) this.add(kind, weight)
    }
  }

  /** Adds `weight` units of a kind, which may be negative. */
  add(kind: number, weight: number): void {
    const { support, byA, byB, rightA, rightB } = this
    const { start, label, predictedA, predictedB } = this.of
    const end = start[kind + 1] as number
    for (let row = start[kind] as number; row < end; row++) {
      const y = label[row] as number
      const a = predictedA[row] as number
      const b = predictedB[row] as number
      support[y] = (support[y] as number) + weight
      byA[a] = (byA[a] as number) + weight
      byB[b] = (byB[b] as number) + weight
      if (a === y) rightA[y] = (rightA[y] as number) + weight
      if (b === y) rightB[y] = (rightB[y] as number) + weight
    }
  }

  /**
   * Writes, for one resample after the other, macro F1 of a and b (mean over the classes that occur or were predicted) and balanced accuracy of a and b (mean recall over
   * the classes that occur): shared/metrics/classification-tally.ts has the same definitions.
   */
  figures(out: Float64Array): void {
    for (let lane = 0; lane < this.lanes; lane++) this.laneFigures(out, lane)
  }

  /**
   * The figures of a single resample with one unit of a kind left out. Of a kind of one row only the classes of that row and of what is
   * predicted for it change, so only these are worked out anew.
   */
  figuresWithout(kind: number, out: Float64Array): void {
    const { single, label, predictedA, predictedB } = this.of
    if (kind >= single) {
      this.add(kind, -1)
      this.laneFigures(out, 0)
      this.add(kind, 1)
      return
    }
    const base = (this.base ??= this.sums())
    const [y, a, b] = [label[kind] as number, predictedA[kind] as number, predictedB[kind] as number]
    const [second, third] = [a === y ? -1 : a, b === y || b === a ? -1 : b]
    const next = Float64Array.from(base)
    for (const k of [y, second, third]) if (k >= 0) this.addClass(next, k, -1)
    this.add(kind, -1)
    for (const k of [y, second, third]) if (k >= 0) this.addClass(next, k, 1)
    this.add(kind, 1)
    for (let f = 0; f < figureCount; f++) out[f] = (next[f] as number) / (next[figureCount + Math.min(f, 2)] as number)
  }

  /** Sums over classes of F1 and recall of a and b, and how many classes each is a mean over (a, b, recall). */
  private sums(): Float64Array {
    const sums = new Float64Array(figureCount + 3)
    for (let k = 0; k < this.classes; k++) this.addClass(sums, k, 1)
    return sums
  }

  /** Adds what one class brings to these sums, or takes it away: of counts of a single resample. */
  private addClass(sums: Float64Array, k: number, sign: number): void {
    const rows = this.support[k] as number
    const [countA, countB] = [rows + (this.byA[k] as number), rows + (this.byB[k] as number)]
    const [hitsA, hitsB] = [this.rightA[k] as number, this.rightB[k] as number]
    const add = (at: number, value: number) => (sums[at] = (sums[at] as number) + sign * value)
    if (countA > 0) {
      add(0, (2 * hitsA) / countA)
      add(4, 1)
    }
    if (countB > 0) {
      add(1, (2 * hitsB) / countB)
      add(5, 1)
    }
    if (rows > 0) {
      add(2, hitsA / rows)
      add(3, hitsB / rows)
      add(6, 1)
    }
  }

  /** The same for one of them, from 0. */
  laneFigures(out: Float64Array, lane: number): void {
    const { support, byA, byB, rightA, rightB } = this
    let [f1A, f1B, recallA, recallB] = [0, 0, 0, 0]
    let [seenA, seenB, seen] = [0, 0, 0]
    const { size } = this
    // Powers of two, so products with their inverses are exact; % of such numbers would take most of the time.
    const [down, downNext] = [1 / size ** lane, 1 / size ** (lane + 1)]
    const own = (counts: number) => Math.floor(counts * down) - size * Math.floor(counts * downNext)
    for (let k = 0; k < this.classes; k++) {
      const rows = own(support[k] as number)
      const countA = rows + own(byA[k] as number)
      const countB = rows + own(byB[k] as number)
      const hitsA = own(rightA[k] as number)
      const hitsB = own(rightB[k] as number)
      if (countA > 0) {
        seenA++
        f1A += (2 * hitsA) / countA
      }
      if (countB > 0) {
        seenB++
        f1B += (2 * hitsB) / countB
      }
      if (rows > 0) {
        seen++
        recallA += hitsA / rows
        recallB += hitsB / rows
      }
    }
    out[figureCount * lane] = f1A / seenA
    out[figureCount * lane + 1] = f1B / seenB
    out[figureCount * lane + 2] = recallA / seen
    out[figureCount * lane + 3] = recallB / seen
  }
}
