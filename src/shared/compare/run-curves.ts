import { assertNever } from '../assert-never'

/** The epochs of a run in columns: typed arrays cross processes a hundred times faster than objects. NaN: no number in that epoch. */
export interface RunCurves {
  readonly run: string
  readonly epoch: Float64Array
  /** Optimiser steps since the start. */
  readonly step: Float64Array
  /** Training rows seen since the start. */
  readonly samples: Float64Array
  /** Wall time since the start. */
  readonly ms: Float64Array
  readonly training: Readonly<Record<string, Float64Array>>
  /** Empty without validation rows. */
  readonly validation: Readonly<Record<string, Float64Array>>
}

export const curveAxes = ['epoch', 'step', 'time', 'samples'] as const
export type CurveAxis = (typeof curveAxes)[number]

export const curveAxisWords: Readonly<Record<CurveAxis, string>> = { epoch: 'Epoch', step: 'Step', time: 'Minutes', samples: 'Samples seen' }

/** Where each epoch stands on an axis; time in minutes. */
export function placesOn(curves: RunCurves, axis: CurveAxis): Float64Array {
  switch (axis) {
    case 'epoch':
      return curves.epoch
    case 'step':
      return curves.step
    case 'samples':
      return curves.samples
    case 'time':
      return curves.ms.map((ms) => ms / 60_000)
    default:
      return assertNever(axis)
  }
}

/** Mean and spread of several curves at each epoch that all of them have. */
export interface CurveBand {
  readonly at: readonly number[]
  readonly mean: readonly number[]
  /** Mean less and plus one standard deviation over the runs. */
  readonly low: readonly number[]
  readonly high: readonly number[]
}

/** The band of one metric over the runs of a repeat, by place on the axis of the first of them. Null for fewer than two runs that have it. */
export function bandOf(runs: readonly RunCurves[], part: 'training' | 'validation', metric: string, axis: CurveAxis): CurveBand | null {
  const curves = runs.flatMap((run) => {
    const values = run[part][metric]
    return values === undefined ? [] : [{ places: placesOn(run, axis), values }]
  })
  const [first] = curves
  if (first === undefined || curves.length < 2) return null
  const length = Math.min(...curves.map(({ values }) => values.length))
  const band = { at: [] as number[], mean: [] as number[], low: [] as number[], high: [] as number[] }
  for (let i = 0; i < length; i++) {
    const values = curves.map((curve) => curve.values[i] ?? NaN)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    if (!Number.isFinite(mean)) continue
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
    band.at.push(curves.reduce((sum, { places }) => sum + (places[i] ?? NaN), 0) / curves.length)
    band.mean.push(mean)
    band.low.push(mean - spread)
    band.high.push(mean + spread)
  }
  return band.at.length === 0 ? null : band
}
