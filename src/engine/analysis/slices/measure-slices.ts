import { CrossfadeError } from '@shared/errors'
import type { AnalysisMethods, MeasuredSlices } from '@shared/engine/analysis-methods'
import type { InputOf } from '@shared/engine/wire'
import type { Measured } from '@shared/run/evaluation'
import type { Slice, SliceName } from '@shared/run/slices'
import { loadFolder, loadRun, outcomesOf } from '../compare/load-run'
import type { CompareMemory } from '../compare/memory'
import { measure } from '../compare/metric-values'
import type { MeasuredValue } from '../compare/metric-values'
import type { Outcomes } from '../compare/outcomes'
import { readNpy } from '../compare/read-npy'
import { leastTelling, unitsOf } from '../compare/units'

type Input = InputOf<AnalysisMethods['slices']>

/** See the declaration of `slices`. Errors: run-unreadable. */
export function measureSlices({ dir, on, codes: path, slices, resamples, seed }: Input, memory: CompareMemory): MeasuredSlices {
  const run = loadRun(loadFolder(dir, memory), on)
  const codes = readNpy(path)?.data
  if (run.rows === null || codes === undefined || codes.length !== run.rows.labels.length) {
    throw new CrossfadeError('run-unreadable', `The ${on} scores of the run do not fit its rows. Score the run again.`)
  }
  const { keys } = run.rows
  const outcomes = outcomesOf(run, run.rows, memory)
  const members = slices.map(() => [] as number[])
  codes.forEach((code, row) => members[code]?.push(row))
  const sliced = (name: SliceName, rows: Int32Array): Slice => {
    const own = unitsOf(rows.length, keys === null ? null : rows.map((row) => keys[row] ?? 0))
    const metrics: Record<string, Measured> = {}
    for (const [metric, value] of measure(taken(outcomes, rows), own, { resamples, seed })) metrics[metric] = asMeasured(value, own.count)
    return { ...name, rows: rows.length, metrics }
  }
  const all = Int32Array.from({ length: codes.length }, (_, row) => row)
  const overall = sliced({ name: 'all rows', kind: 'value', range: null }, all)
  const found = slices.flatMap((name, place) => {
    const rows = Int32Array.from(members[place] ?? [])
    return rows.length === 0 ? [] : [sliced(name, rows)]
  })
  return { metrics: Object.keys(overall.metrics), overall, slices: found }
}

/** Resampling a handful of units, or units that are all alike, says nothing about others: no interval then. Wilson's knows about few rows. */
function asMeasured({ value, interval, method }: MeasuredValue, units: number): Measured {
  const unknown = interval === null || (method !== 'wilson' && (units < leastTelling || interval[0] === interval[1]))
  return unknown ? { value, interval: null, method: null } : { value, interval: [...interval], method }
}

/** Some of the rows. */
function taken(outcomes: Outcomes, rows: Int32Array): Outcomes {
  const floats = (values: Float32Array) => Float32Array.from(rows, (row) => values[row] ?? NaN)
  if (outcomes.kind === 'numbers') return { kind: 'numbers', labels: floats(outcomes.labels), predicted: floats(outcomes.predicted) }
  const integers = (values: Int32Array) => Int32Array.from(rows, (row) => values[row] ?? 0)
  const { classes, labels, predicted, probability, confidence, above } = outcomes
  return {
    kind: 'classes',
    classes,
    labels: integers(labels),
    predicted: integers(predicted),
    probability: floats(probability),
    confidence: floats(confidence),
    above: integers(above),
  }
}
