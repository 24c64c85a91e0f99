import type { Random } from '../maths/random'
import { summariseBootstrap } from './bootstrap-interval'
import type { BootstrapResult } from './bootstrap-interval'
import { ClassPairTally, figureCount } from './class-pair-tally'
import type { ClassUnits } from './class-units'
import { secondLane } from './poisson-table'
import { resampler } from './resampler'
import { mostForThree, thirdLane, TripleResampler } from './triple-resampler'

/** A metric of two models on the same rows, and b less a. */
export interface PairedBootstrap {
  readonly a: BootstrapResult
  readonly b: BootstrapResult
  readonly difference: BootstrapResult
}

export interface ClassBootstrap {
  readonly macroF1: PairedBootstrap
  readonly balancedAccuracy: PairedBootstrap
}

/**
 * BCa bootstrap of the metrics made of class counts. A resample changes only how many units of each kind there are (see ClassUnits), so
 * its cost goes with the number of kinds, not of rows.
 */
export function bootstrapClasses(
  of: ClassUnits,
  classes: number,
  resamples: number,
  random: Random,
  confidence = 0.95,
): ClassBootstrap {
  const lanes = mostRows(of) <= mostForThree ? 3 : 2
  const tally = new ClassPairTally(of, classes, lanes, lanes === 3 ? thirdLane : secondLane)
  const replicates = Array.from({ length: figureCount }, () => new Float64Array(resamples))
  const draw = drawing(of.units, random, lanes)
  const out = new Float64Array(lanes * figureCount)
  for (let r = 0; r < resamples; r += lanes) {
    tally.count(draw())
    tally.figures(out)
    // What the last ones have too much falls off the end of the array.
    for (let f = 0; f < figureCount; f++) {
      const figure = replicates[f] as Float64Array
      for (let lane = 0; lane < lanes; lane++) figure[r + lane] = out[lane * figureCount + f] as number
    }
  }
  const left = leaveOneOut(tally, of.units)
  tally.count(Float64Array.from(of.units))
  tally.figures(out)

  const paired = (f: number): PairedBootstrap => {
    const [ofA, ofB] = [replicates[f] ?? new Float64Array(), replicates[f + 1] ?? new Float64Array()]
    const [leftA, leftB] = [left[f] ?? new Float64Array(), left[f + 1] ?? new Float64Array()]
    const [a, b] = [out[f] ?? NaN, out[f + 1] ?? NaN]
    const difference = summariseBootstrap(b - a, subtract(ofB, ofA), subtract(leftB, leftA), confidence)
    return { a: summariseBootstrap(a, ofA, leftA, confidence), b: summariseBootstrap(b, ofB, leftB, confidence), difference }
  }
  return { macroF1: paired(0), balancedAccuracy: paired(2) }
}

const subtract = (x: Float64Array, y: Float64Array): Float64Array => x.map((value, i) => value - (y[i] ?? NaN))

function drawing(units: Int32Array, random: Random, lanes: 2 | 3): () => Float64Array {
  if (lanes === 3) {
    const three = new TripleResampler(units, random)
    return () => three.next()
  }
  const two = resampler(units, random)
  return () => two.nextTwo()
}

/** How many rows a resample can have at most. */
function mostRows({ units, start }: ClassUnits): number {
  let [total, largest] = [0, 1]
  units.forEach((count, kind) => {
    total += count
    largest = Math.max(largest, (start[kind + 1] ?? 0) - (start[kind] ?? 0))
  })
  return total * largest
}

/** The figures with each unit left out in turn. The units of a kind give the same figures, so each kind is worked out once. */
function leaveOneOut(tally: ClassPairTally, units: Int32Array): Float64Array[] {
  tally.count(Float64Array.from(units))
  const total = units.reduce((sum, count) => sum + count, 0)
  const left = Array.from({ length: figureCount }, () => new Float64Array(total))
  const out = new Float64Array(2 * figureCount)
  let unit = 0
  units.forEach((count, kind) => {
    tally.figuresWithout(kind, out)
    left.forEach((figure, f) => figure.fill(out[f] ?? NaN, unit, unit + count))
    unit += count
  })
  return left
}
