import { CrossfadeError } from '@shared/errors'
import type { Pipeline } from '@shared/recipe/pipeline'
import type { Task } from '@shared/recipe/recipe'
import { byCodePoint } from './fit-categories'
import { meanAndSpread } from './fit-numbers'
import type { RawColumn } from './raw-column'
import type { Target } from './split-table'
import { takeCodes, takeNumbers } from './take'

/** Classes beyond this many mean that the column is no class: the output layer would have one unit for each. */
const mostClasses = 10_000

/** The target of the kept rows. Throws target-invalid when it cannot be learned from. */
export function readTarget(name: string, task: Task, raw: RawColumn, rows: Int32Array, tableRows: number): Target {
  if (task === 'regression') {
    if (raw.kind !== 'numbers') throw new CrossfadeError('target-invalid', `${name} does not hold numbers, so its value cannot be predicted. Choose classification, or another target.`)
    refuseMissing(name, rows, (row) => Number.isNaN(raw.values[row]))
    if (rows.every((row) => raw.values[row] === raw.values[rows[0] as number])) {
      throw new CrossfadeError('target-invalid', `${name} has the same value in every row, so there is nothing to predict. Choose another target.`)
    }
    return { kind: 'number', values: raw.values }
  }
  if (raw.kind !== 'categories') throw new Error('The target of a classification was not read as categories.')
  refuseMissing(name, rows, (row) => raw.codes[row] === -1)
  const used = new Uint8Array(raw.levels.length)
  for (let i = 0; i < rows.length; i++) used[raw.codes[rows[i] as number] as number] = 1
  const names = raw.levels.filter((_, code) => used[code] === 1)
  if (names.length < 2) throw new CrossfadeError('target-invalid', `${name} has one class only (${names[0]}), so there is nothing to predict. Choose another target.`)
  if (names.length > mostClasses || (names.length > 100 && names.length > rows.length / 2)) {
    throw new CrossfadeError('target-invalid', `${name} has ${names.length} different values in ${rows.length} rows: too many to be classes. Choose another target, or regression if it holds numbers.`)
  }
  const ordered = orderClasses(names)
  const placeOf = new Map(ordered.map((c, place) => [c, place]))
  const ofLevel = raw.levels.map((level) => placeOf.get(level) ?? -1)
  const codes = new Int32Array(tableRows).fill(-1)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number
    codes[row] = ofLevel[raw.codes[row] as number] as number
  }
  return { kind: 'classes', names: ordered, codes }
}

function refuseMissing(name: string, rows: Int32Array, missing: (row: number) => boolean): void {
  let absent = 0
  for (let i = 0; i < rows.length; i++) if (missing(rows[i] as number)) absent++
  if (absent === 0) return
  if (absent === rows.length) throw new CrossfadeError('target-invalid', `${name} has no values: every row is missing it. Choose another target.`)
  throw new CrossfadeError('recipe-invalid', `${name} is missing in ${absent} rows. Add the step that drops rows without a target.`)
}

/** Classes that are all numbers in the order of the numbers, others by code point. */
function orderClasses(names: readonly string[]): string[] {
  const numeric = names.every((name) => name.trim() !== '' && Number.isFinite(Number(name)))
  return [...names].sort((a, b) => (numeric ? Number(a) - Number(b) || byCodePoint(a, b) : byCodePoint(a, b)))
}

/** The target as pipeline.json has it. Mean and spread are over the training rows. */
export function fitTarget(name: string, target: Target, numeric: boolean, training: Int32Array): Pipeline['target'] {
  if (target.kind === 'classes') return { kind: 'classes', name, reader: { kind: 'category', numeric }, classes: [...target.names] }
  const { mean, spread } = meanAndSpread(takeNumbers(target.values, training))
  return { kind: 'number', name, mean, std: spread > 0 ? spread : 1 }
}

/** labels.npy: class indices, or the standardised target. */
export function labelsOf(target: Target, fitted: Pipeline['target'], rows: Int32Array): Float32Array {
  if (target.kind === 'classes') return new Float32Array(takeCodes(target.codes, rows))
  const { mean, std } = fitted.kind === 'number' ? fitted : { mean: 0, std: 1 }
  return new Float32Array(takeNumbers(target.values, rows).map((y) => (y - mean) / std))
}
