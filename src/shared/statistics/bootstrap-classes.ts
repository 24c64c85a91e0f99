import type { Random } from '../maths/random'
import { summariseBootstrap } from './bootstrap-interval'
import type { BootstrapResult } from './bootstrap-interval'
import { ClassPairTally, figureCount } from './class-pair-tally'
import type { ClassUnits } from './class-units'
import { resampler } from './resampler'

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
  const tally = new ClassPairTally(of, classes)
  const replicates = Array.from({ length: figureCount }, () => new Float64Array(resamples))
  const draw = resampler(of.units, random)
  const out = new Float64Array(2 * figureCount)
  for (let r = 0; r < resamples; r += 2) {
    tally.count(draw.nextTwo())
    tally.figures(out)
    // Of an odd number's last two, the second falls off the end of the array.
    for (let i = 0; i < out.length; i++) (replicates[i % figureCount] as Float64Array)[r + Math.floor(i / figureCount)] = out[i] as number
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
