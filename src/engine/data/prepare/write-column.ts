import { assertNever } from '@shared/assert-never'
import type { FittedColumn } from '@shared/recipe/pipeline'
import { takeDatePart } from './date-part'
import { applyOperation } from './number-operations'
import type { RawColumn } from './raw-column'

/** Where a column's numbers go: row-major float32, `width` numbers a row. `place[row]` is the row there, or -1 for none. */
export interface Matrix {
  readonly data: Float32Array
  readonly width: number
  readonly place: Int32Array
}

/** The names of what a column becomes. */
export function featuresOf(column: FittedColumn): readonly string[] {
  return column.kind === 'numbers' ? column.outputs.map((o) => o.feature) : column.features
}

/** Writes what the fitted column makes of its raw cells, from `offset` on in each row. Answers how many cells held a category that training had not. */
export function writeColumn(column: FittedColumn, raw: RawColumn, matrix: Matrix, offset: number): number {
  switch (column.kind) {
    case 'numbers':
      writeNumbers(column, numbersOf(raw), matrix, offset)
      return 0
    case 'one-hot':
      return writeOneHot(column, raw, matrix, offset)
    case 'lookup':
      return writeLookup(column, raw, matrix, offset)
    default:
      return assertNever(column)
  }
}

type Of<K extends FittedColumn['kind']> = Extract<FittedColumn, { readonly kind: K }>

function writeNumbers(column: Of<'numbers'>, raw: Float64Array, matrix: Matrix, offset: number): void {
  column.outputs.forEach((output, o) => {
    const { source } = output
    const values =
      source.kind === 'missing' ? raw.map((x) => (Number.isNaN(x) ? 1 : 0)) : source.kind === 'part' ? takeDatePart(raw, source.part) : scratchCopy(raw)
    for (const operation of output.operations) applyOperation(values, operation)
    writeValues(values, matrix, offset + o)
  })
}

let scratch = new Float64Array(0)

/** A copy that is good until the next call. */
function scratchCopy(values: Float64Array): Float64Array {
  if (scratch.length < values.length) scratch = new Float64Array(values.length)
  scratch.set(values)
  return scratch.subarray(0, values.length)
}

function writeValues(values: Float64Array, { data, width, place }: Matrix, offset: number): void {
  for (let row = 0; row < values.length; row++) {
    const at = place[row] as number
    if (at !== -1) data[at * width + offset] = values[row] as number
  }
}

/** The code of a cell whose category the fitted column does not know; that of a missing one is -1. */
export const unseenCode = -2

function writeOneHot(column: Of<'one-hot'>, raw: RawColumn, { data, width, place }: Matrix, offset: number): number {
  const { levels, codes } = categoriesOf(raw)
  const known = new Map(column.categories.map((category, i) => [category, i]))
  const missingPlace = column.categories.length
  const otherPlace = column.other ? column.features.length - 1 : unseenCode
  for (const category of column.pooled) known.set(category, otherPlace)
  const placeOf = (category: string) => known.get(category) ?? unseenCode
  const ofLevel = Int32Array.from(levels, placeOf)
  const ofMissing = column.missingAs !== null ? placeOf(column.missingAs) : column.missing ? missingPlace : unseenCode
  let unseen = 0
  codes.forEach((code, row) => {
    const at = place[row] as number
    if (at === -1) return
    let output = code === -1 ? ofMissing : code === unseenCode ? unseenCode : (ofLevel[code] as number)
    if (output === unseenCode) {
      if (code !== -1) unseen++
      if (column.unseen === 'other') output = otherPlace
    }
    if (output >= 0) data[at * width + offset + output] = 1
  })
  return unseen
}

function writeLookup(column: Of<'lookup'>, raw: RawColumn, matrix: Matrix, offset: number): number {
  const { levels, codes } = categoriesOf(raw)
  const known = new Map(column.categories.map((category, i) => [category, column.values[i] as number[]]))
  const ofMissing = column.missingAs !== null ? (known.get(column.missingAs) ?? column.unseenValue) : column.missingValue
  const ofLevel = levels.map((level) => known.get(level))
  let unseen = 0
  codes.forEach((code, row) => {
    if (code !== -1 && (code === unseenCode || ofLevel[code] === undefined) && matrix.place[row] !== -1) unseen++
  })
  column.operations.forEach((operations, f) => {
    const values = Float64Array.from(codes, (code) => (code === -1 ? ofMissing : ((code === unseenCode ? undefined : ofLevel[code]) ?? column.unseenValue))[f] as number)
    for (const operation of operations) applyOperation(values, operation)
    writeValues(values, matrix, offset + f)
  })
  return unseen
}

function numbersOf(raw: RawColumn): Float64Array {
  if (raw.kind !== 'numbers') throw new Error('A column fitted as numbers was read as categories.')
  return raw.values
}

function categoriesOf(raw: RawColumn): Extract<RawColumn, { readonly kind: 'categories' }> {
  if (raw.kind !== 'categories') throw new Error('A column fitted as categories was read as numbers.')
  return raw
}
