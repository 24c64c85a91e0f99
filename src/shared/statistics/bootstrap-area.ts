import type { Random } from '../maths/random'
import { summariseBootstrap } from './bootstrap-interval'
import type { BootstrapResult } from './bootstrap-interval'
import { secondLane } from './poisson-table'
import { resampler } from './resampler'

export interface AreaBootstrap {
  /** One a model, in the order given. */
  readonly areas: readonly BootstrapResult[]
  /** The second less the first; null for one model. */
  readonly difference: BootstrapResult | null
}

/**
 * BCa bootstrap of the area under the ROC curve of one model, or of two on the same rows, resampled by unit.
 * models: scores of the positive class, one a row; positive: 1 where a row is of it; unitOf: unit of each row in [0, units), absent: each
 * row is one. Rows are sorted once a model; a resample then takes one walk over them. Resamples that drew one class only count as the
 * estimate. Null where a class is absent. (Ties count half, as in areaUnderCurve.)
 */
export function bootstrapArea(
  models: readonly ArrayLike<number>[],
  positive: Uint8Array,
  unitOf: Int32Array | undefined,
  units: number,
  resamples: number,
  random: Random,
  confidence = 0.95,
): AreaBootstrap | null {
  const walks = models.map((scores) => new Walk(scores, positive, unitOf))
  const estimates = walks.map((walk) => walk.area(new Float64Array(units).fill(1)))
  if (estimates.length === 0 || estimates.some(Number.isNaN)) return null
  const replicates = models.map(() => new Float64Array(resamples))
  const draw = resampler(new Int32Array(units).fill(1), random)
  const [first, second] = [new Float64Array(units), new Float64Array(units)]
  for (let r = 0; r < resamples; r += 2) {
    const pairs = draw.nextTwo()
    for (let u = 0; u < units; u++) {
      const pair = pairs[u] as number
      const ofSecond = Math.floor(pair / secondLane)
      first[u] = pair - ofSecond * secondLane
      second[u] = ofSecond
    }
    walks.forEach((walk, m) => {
      const into = replicates[m]
      const estimate = estimates[m] ?? NaN
      if (into === undefined) return
      into[r] = walk.area(first, estimate)
      if (r + 1 < resamples) into[r + 1] = walk.area(second, estimate)
    })
  }
  const left = walks.map((walk) => walk.leaveOut(units))
  const less = (x: Float64Array | undefined, y: Float64Array | undefined) => (x ?? new Float64Array()).map((value, i) => value - (y?.[i] ?? NaN))
  const difference =
    models.length < 2 ? null : summariseBootstrap((estimates[1] ?? NaN) - (estimates[0] ?? NaN), less(replicates[1], replicates[0]), less(left[1], left[0]), confidence)
  return { areas: estimates.map((estimate, m) => summariseBootstrap(estimate, replicates[m] ?? new Float64Array(), left[m], confidence)), difference }
}

/** The rows of one model in ascending order of their scores. */
class Walk {
  /** Unit of each row, and 1 where it is positive, in that order. */
  private readonly unit: Int32Array
  private readonly isPositive: Uint8Array
  /** Where each run of equal scores ends. */
  private readonly ends: Int32Array

  constructor(scores: ArrayLike<number>, positive: Uint8Array, unitOf: Int32Array | undefined) {
    const order = Uint32Array.from({ length: positive.length }, (_, row) => row).sort((a, b) => (scores[a] as number) - (scores[b] as number))
    this.unit = Int32Array.from(order, (row) => unitOf?.[row] ?? row)
    this.isPositive = Uint8Array.from(order, (row) => positive[row] ?? 0)
    const ends: number[] = []
    order.forEach((row, i) => {
      const next = order[i + 1]
      if (next === undefined || scores[next] !== scores[row]) ends.push(i + 1)
    })
    this.ends = Int32Array.from(ends)
  }

  /** The area when unit u is there weights[u] times; `otherwise` when one class is not there at all. */
  area(weights: Float64Array, otherwise = NaN): number {
    const { unit, isPositive, ends } = this
    let [sum, negatives, positives] = [0, 0, 0]
    for (let group = 0, row = 0; group < ends.length; group++) {
      const end = ends[group] as number
      let [plus, minus] = [0, 0]
      for (; row < end; row++) {
        const weight = weights[unit[row] as number] as number
        if (isPositive[row] === 1) plus += weight
        else minus += weight
      }
      sum += plus * (negatives + minus / 2)
      negatives += minus
      positives += plus
    }
    return positives > 0 && negatives > 0 ? sum / (positives * negatives) : otherwise
  }

  /** The area with each unit left out in turn: what its rows win and lose is taken away, and what they did among each other put back. */
  leaveOut(units: number): Float64Array {
    const { unit, isPositive, ends } = this
    const rows = unit.length
    const wins = new Float64Array(rows)
    const place = new Int32Array(rows)
    let [negatives, positives] = [0, 0]
    for (let group = 0, row = 0; group < ends.length; group++) {
      const [start, end] = [row, ends[group] as number]
      let [plus, minus] = [0, 0]
      for (; row < end; row++) {
        place[row] = group
        if (isPositive[row] === 1) plus++
        else minus++
      }
      // Of a positive row: the negatives below it. Of a negative one: the positives up to here, to be turned round below.
      for (let i = start; i < end; i++) wins[i] = isPositive[i] === 1 ? negatives + minus / 2 : positives + plus / 2
      negatives += minus
      positives += plus
    }
    let sum = 0
    for (let i = 0; i < rows; i++) {
      if (isPositive[i] === 1) sum += wins[i] as number
      else wins[i] = positives - (wins[i] as number)
    }
    const members = new Map<number, number[]>()
    unit.forEach((u, i) => {
      const known = members.get(u)
      if (known === undefined) members.set(u, [i])
      else known.push(i)
    })
    const left = new Float64Array(units)
    for (let u = 0; u < units; u++) {
      const own = members.get(u) ?? []
      let [rest, plus, minus] = [sum, 0, 0]
      for (const i of own) {
        rest -= wins[i] as number
        if (isPositive[i] === 1) plus++
        else minus++
      }
      if (plus > 0 && minus > 0) {
        for (const i of own) for (const j of own) if (isPositive[i] === 1 && isPositive[j] === 0) rest += win(place[i] as number, place[j] as number)
      }
      left[u] = rest / ((positives - plus) * (negatives - minus))
    }
    return left
  }
}

/** 1 where a positive row scores above a negative one, half for equal scores. */
const win = (positive: number, negative: number): number => (positive > negative ? 1 : positive === negative ? 0.5 : 0)
