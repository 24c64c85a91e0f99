import { createHash } from 'node:crypto'
import { CrossfadeError } from '@shared/errors'
import type { Split } from '@shared/recipe/recipe'
import { assignFolds, assignGroupFolds } from '@shared/recipe/folds'
import { splitGroups } from '@shared/recipe/split-groups'
import { withTrainingShare } from '@shared/recipe/training-share'
import { numberStrata, partSizes, splitOrdered, splitRandom, splitStratified, testPart, trainPart, validationPart } from '@shared/recipe/split-rows'
import type { SplitSummary } from '@shared/run/run-record'
import { splitWords } from '@shared/recipe/split-words'
import type { RawColumn } from './raw-column'
import { RowKeys } from './row-keys'
import { takeCodes, takeNumbers } from './take'

/** What is to be predicted: class of each row, or number; by row of the table. */
export type Target =
  | { readonly kind: 'classes'; readonly names: readonly string[]; readonly codes: Int32Array }
  | { readonly kind: 'number'; readonly values: Float64Array }

export interface SplitTable {
  /** Row numbers of each part, ascending. */
  readonly train: Int32Array
  readonly validation: Int32Array
  readonly test: Int32Array
  readonly summary: SplitSummary
}

/** Divides the kept rows. `raw` gives a column in memory. */
export async function splitTable(
  asked: Split,
  rows: Int32Array,
  target: Target,
  raw: (name: string) => Promise<RawColumn>,
): Promise<SplitTable> {
  const remarks: string[] = []
  // A test file is the whole test part: no row of the table is tested.
  const split = asked.testFile === undefined ? asked : { ...asked, test: 0 }
  const parts = await partsOf(split, rows, target, raw, remarks)
  if (split.fold !== undefined) await dealFolds(parts, split.fold, rows, target, raw)
  if (split.trainingShare !== undefined) withTrainingShare(parts, strataOf(target, rows), split.trainingShare)
  const of = (part: number) => rowsOfPart(rows, parts, part)
  const result = { train: of(trainPart), validation: of(validationPart), test: of(testPart) }
  if (result.train.length === 0) throw new CrossfadeError('recipe-invalid', 'The split leaves no rows to train on. Choose another split or smaller shares.')
  if (target.kind === 'classes') remarks.push(...remarksOnClasses(target, result))
  const share = (part: Int32Array) => part.length / rows.length
  if (split.method !== 'column' && split.method !== 'group') {
    if (split.test > 0 && result.test.length === 0) remarks.push(`${rows.length} rows are too few for test rows.`)
    if (split.validation > 0 && result.validation.length === 0) remarks.push(`${rows.length} rows are too few for validation rows.`)
  } else if (split.method === 'group' && Math.max(Math.abs(share(result.test) - split.test), Math.abs(share(result.validation) - split.validation)) > 0.02) {
    remarks.push(`Whole groups give validation ${percent(share(result.validation))} and test ${percent(share(result.test))} of the rows.`)
  }
  return {
    ...result,
    summary: {
      method: split.method,
      train: result.train.length,
      validation: result.validation.length,
      test: result.test.length,
      seed: split.seed,
      hash: hashParts([result.train, result.validation, result.test]),
      remarks,
    },
  }
}

/** A loop, since TypedArray.filter takes ten times as long. */
function rowsOfPart(rows: Int32Array, parts: Uint8Array, part: number): Int32Array {
  const found = new Int32Array(rows.length)
  let count = 0
  for (let i = 0; i < rows.length; i++) if (parts[i] === part) found[count++] = rows[i] as number
  return found.slice(0, count)
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`

async function partsOf(split: Split, rows: Int32Array, target: Target, raw: (name: string) => Promise<RawColumn>, remarks: string[]): Promise<Uint8Array> {
  switch (split.method) {
    case 'random':
      return splitRandom(rows.length, split, split.seed)
    case 'stratified':
      return splitStratified(strataOf(target, rows), split, split.seed)
    case 'group':
      return splitGroups(groupsOf(await raw(split.group ?? ''), rows), strataOf(target, rows), split, split.seed)
    case 'ordered':
      return splitOrdered(split.column === undefined ? rows.map((_, i) => i) : orderOf(await raw(split.column), rows), split)
    case 'column':
      return partsFromColumn(await raw(split.column ?? ''), split.column ?? '', rows, split, remarks)
  }
}

/** Deals what is not tested into folds: one of them validates, the others train. */
async function dealFolds(parts: Uint8Array, fold: NonNullable<Split['fold']>, rows: Int32Array, target: Target, raw: (name: string) => Promise<RawColumn>): Promise<void> {
  const places = Int32Array.from(Array.from(parts, (_, i) => i).filter((i) => parts[i] !== testPart))
  if (places.length < fold.of) throw new CrossfadeError('recipe-invalid', `${places.length} rows cannot be dealt into ${fold.of} folds. Make fewer folds.`)
  const dealt = places.map((place) => rows[place] as number)
  const strata = fold.stratified ? strataOf(target, dealt) : new Int32Array(dealt.length)
  const folds =
    fold.group === undefined
      ? assignFolds(strata, fold.of, fold.seed)
      : assignGroupFolds(groupsOf(await raw(fold.group), dealt), fold.stratified ? strata : null, fold.of, fold.seed)
  places.forEach((place, i) => {
    parts[place] = folds[i] === fold.index ? validationPart : trainPart
  })
}

function strataOf(target: Target, rows: Int32Array): Int32Array {
  if (target.kind === 'number') return numberStrata(takeNumbers(target.values, rows))
  return takeCodes(target.codes, rows)
}

/** Groups numbered from 0 in order of appearance. A row without a key is a group of its own. */
const groupsOf = (raw: RawColumn, rows: Int32Array): Int32Array => new RowKeys().codesOf(raw, rows)

/** Places of the kept rows in ascending order of a column; missing values first, equal ones in the order of the file. */
function orderOf(raw: RawColumn, rows: Int32Array): Int32Array {
  const key = (place: number) => {
    const row = rows[place] as number
    const value = raw.kind === 'numbers' ? (raw.values[row] as number) : (raw.codes[row] as number)
    return Number.isNaN(value) ? -Infinity : value
  }
  return Int32Array.from(Array.from(rows, (_, i) => i).sort((a, b) => key(a) - key(b) || a - b))
}

const words: ReadonlyMap<string, number> = new Map([
  ...splitWords.train.map((w) => [w, trainPart] as const),
  ...splitWords.validation.map((w) => [w, validationPart] as const),
  ...splitWords.test.map((w) => [w, testPart] as const),
])

/** A column that says `train`, `validation` or `test`; or 0 and 1 (1 is the test). Validation rows are drawn from training where the column has none. */
function partsFromColumn(raw: RawColumn, name: string, rows: Int32Array, split: Split, remarks: string[]): Uint8Array {
  const partOf = (row: number): number | undefined => {
    if (raw.kind === 'numbers') return raw.values[row] === 0 ? trainPart : raw.values[row] === 1 ? testPart : undefined
    const code = raw.codes[row] as number
    return code === -1 ? undefined : words.get((raw.levels[code] as string).trim().toLowerCase())
  }
  const parts = new Uint8Array(rows.length)
  rows.forEach((row, i) => {
    const part = partOf(row)
    if (part === undefined) {
      throw new CrossfadeError('recipe-invalid', `Column ${name} does not say which part row ${row + 1} belongs to. It must hold train, validation or test (or 0 and 1) in every row.`)
    }
    parts[i] = part
  })
  if (split.validation > 0 && !parts.includes(validationPart)) {
    const training = Int32Array.from(Array.from(parts, (_, i) => i).filter((i) => parts[i] === trainPart))
    const drawn = splitRandom(training.length, { validation: split.validation, test: 0 }, split.seed)
    training.forEach((place, i) => {
      if (drawn[i] === validationPart) parts[place] = validationPart
    })
    remarks.push(`Column ${name} names no validation rows: ${partSizes(training.length, { validation: split.validation, test: 0 })[1]} were drawn from its training rows.`)
  }
  return parts
}

/** Classes that are not in every part, said with their names. */
function remarksOnClasses(target: Extract<Target, { readonly kind: 'classes' }>, parts: { readonly train: Int32Array; readonly validation: Int32Array; readonly test: Int32Array }): string[] {
  const counted = ([['training', parts.train], ['validation', parts.validation], ['test', parts.test]] as const).map(([part, rows]) => ({ part, rows: rows.length, counts: countClasses(target, rows) }))
  const all = target.names.map((_, c) => counted.reduce((sum, { counts }) => sum + (counts[c] ?? 0), 0))
  return counted.flatMap(({ part, rows, counts }) => {
    const absent = [...target.names.keys()].filter((c) => (all[c] as number) > 0 && counts[c] === 0)
    if (rows === 0 || absent.length === 0) return []
    const named = absent.slice(0, 5).map((c) => `${target.names[c]} (${all[c] === 1 ? '1 row' : `${all[c]} rows`})`).join(', ')
    return [`${absent.length === 1 ? '1 class has' : `${absent.length} classes have`} no ${part} row: ${named}${absent.length > 5 ? ' and others' : ''}.`]
  })
}

/** How many of the rows each class has, in label order. */
export function countClasses(target: Target, rows: ArrayLike<number>): number[] {
  if (target.kind === 'number') return []
  const counts = new Array<number>(target.names.length).fill(0)
  for (let i = 0; i < rows.length; i++) {
    const code = target.codes[rows[i] as number] as number
    counts[code] = (counts[code] as number) + 1
  }
  return counts
}

/** sha256 over the parts in order, each as its number of rows and its row numbers, 32-bit little endian. */
export function hashParts(parts: readonly Int32Array[]): string {
  const hash = createHash('sha256')
  for (const part of parts) {
    // Every machine that Electron runs on is little endian.
    const counted = new Int32Array(part.length + 1)
    counted[0] = part.length
    counted.set(part, 1)
    hash.update(new Uint8Array(counted.buffer))
  }
  return hash.digest('hex')
}
