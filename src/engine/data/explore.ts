import type { ColumnByTarget, Exploration } from '@shared/dataset/exploration'
import type { DataMethods, DataProgress } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import { correlation } from '@shared/maths/correlation'
import { mutualInformation } from '@shared/maths/mutual-information'
import { createRandom } from '@shared/maths/random'
import type { Recipe } from '@shared/recipe/recipe'
import type { CallContext } from '../channel/serve-engine'
import { halve } from './audit/predict-alone'
import { readTarget } from './prepare/prepare-target'
import type { RawColumn } from './prepare/raw-column'
import { RecipeTable } from './prepare/recipe-table'
import { selectRows } from './prepare/select-rows'
import type { Target } from './prepare/split-table'
import { comparedTestRows, rowStepSource } from './prepare/test-file'
import { takeCodes, takeNumbers } from './prepare/take'
import { stopIfCancelled } from './stop-if-cancelled'
import type { LoadedTable } from './table/loaded-table'
import { profileNumbers } from './table/number-profile'
import type { TableStore } from './table/table-store'

const mostRows = 100_000
const mostCorrelated = 60
const mostCategories = 50
const numberBins = 10

/** How the columns hang together, and with the target. Errors: as prepare. */
export function exploreTable(store: TableStore, input: InputOf<DataMethods['explore']>, { emit, signal }: CallContext<DataProgress>): Promise<Exploration> {
  const { recipe } = input
  return store.withTableAndMaybe(input, () => rowStepSource(recipe), async (table, testTable) => {
    const { columns, rows, target } = await rowsWithTarget(table, recipe, testTable)
    const drawn = rows.length <= mostRows ? rows : halve(rows, 2 * mostRows, createRandom(recipe.split.seed)).fit.slice().sort()
    const targetCodes = codesOfTarget(target, drawn)
    const association: { column: string; bits: number; share: number }[] = []
    const numeric: { readonly name: string; readonly values: Float64Array }[] = []
    for (const name of columns.columnNames) {
      stopIfCancelled(signal)
      emit({ kind: 'progress', doing: 'looking at columns', share: association.length / columns.columnNames.length })
      if (name === recipe.target) continue
      const [raw] = await columns.rawColumns([name])
      if (raw === undefined) continue
      const { codes, count } = codesOf(raw, drawn)
      association.push({ column: name, ...mutualInformation(codes, targetCodes.codes, count, targetCodes.count) })
      if (raw.kind === 'numbers' && numeric.length < mostCorrelated) numeric.push({ name, values: takeNumbers(raw.values, drawn) })
    }
    if (target.kind === 'number') numeric.push({ name: recipe.target, values: takeNumbers(target.values, drawn) })
    return {
      target: recipe.target,
      rowsLookedAt: drawn.length,
      association: association.sort((a, b) => b.share - a.share),
      correlation: { columns: numeric.map((n) => n.name), matrix: matrixOf(numeric.map((n) => n.values)) },
    }
  }, 'values')
}

async function rowsWithTarget(table: LoadedTable, recipe: Recipe, testTable: LoadedTable | null) {
  const columns = await RecipeTable.open(table, recipe)
  const { rows } = await selectRows(columns, [{ kind: 'drop-missing-target' }, ...recipe.rows], comparedTestRows(columns, recipe, testTable))
  return { columns, rows, target: readTarget(recipe.target, recipe.task, await columns.raw(recipe.target), rows, table.rows) }
}

function matrixOf(columns: readonly Float64Array[]): (number | null)[][] {
  const matrix = columns.map(() => new Array<number | null>(columns.length).fill(null))
  columns.forEach((a, i) => {
    for (let j = 0; j <= i; j++) {
      const r = correlation(a, columns[j] as Float64Array)
      ;(matrix[i] as (number | null)[])[j] = r
      ;(matrix[j] as (number | null)[])[i] = r
    }
  })
  return matrix
}

interface Codes {
  readonly codes: Int32Array
  readonly count: number
}

function codesOfTarget(target: Target, rows: Int32Array): Codes {
  if (target.kind === 'classes') return { codes: takeCodes(target.codes, rows), count: target.names.length }
  return binned(takeNumbers(target.values, rows), numberBins)
}

/** A column as few codes: tenths of numbers, the most frequent categories; one code for missing and one for the rest. */
function codesOf(raw: RawColumn, rows: Int32Array): Codes {
  if (raw.kind === 'numbers') return binned(takeNumbers(raw.values, rows), numberBins)
  const codes = takeCodes(raw.codes, rows)
  const counts = new Float64Array(raw.levels.length)
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] as number) + 1
  const places = new Map([...counts.keys()].sort((a, b) => (counts[b] as number) - (counts[a] as number)).slice(0, mostCategories).map((code, place) => [code, place]))
  return { codes: codes.map((code) => (code === -1 ? mostCategories + 1 : (places.get(code) ?? mostCategories))), count: mostCategories + 2 }
}

/** Bins of equal count, as far as equal values allow; NaN in a bin of its own. */
function binned(values: Float64Array, bins: number): Codes {
  const edges = binEdges(values, bins)
  return { codes: Int32Array.from(values, (x) => (Number.isNaN(x) ? bins : binOf(x, edges))), count: bins + 1 }
}

/** How many of the ascending edges lie below x. */
function binOf(x: number, edges: readonly number[]): number {
  let bin = 0
  while (bin < edges.length && x > (edges[bin] as number)) bin++
  return bin
}

function binEdges(values: Float64Array, bins: number): number[] {
  const sorted = values.filter((x) => !Number.isNaN(x)).sort()
  return Array.from({ length: bins - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / bins)] ?? NaN).filter((x) => !Number.isNaN(x))
}

const mostValues = 12
const fifths = 5

/** One column split by class, or by fifths of the number to be predicted. Errors: as prepare. */
export function columnByTarget(store: TableStore, input: InputOf<DataMethods['columnByTarget']>): Promise<ColumnByTarget> {
  const { recipe } = input
  return store.withTableAndMaybe(input, () => rowStepSource(recipe), async (table, testTable) => {
    const { columns, rows, target } = await rowsWithTarget(table, recipe, testTable)
    const raw = await columns.raw(input.column)
    const groups = groupsOf(target, rows)
    if (raw.kind === 'numbers') {
      const all = profileNumbers(takeNumbers(raw.values, rows), 0)
      const edges = all.histogram?.edges ?? null
      return {
        column: input.column,
        edges,
        values: [],
        groups: groups.map(({ name, members }) => {
          const values = takeNumbers(raw.values, members)
          const { present, mean, std, quantiles } = profileNumbers(values, 0)
          return { name, rows: members.length, missing: members.length - present, mean, std, quantiles, counts: edges === null ? [] : countInBins(values, edges), top: [] }
        }),
      }
    }
    const counts = new Float64Array(raw.levels.length)
    for (const row of rows) if ((raw.codes[row] as number) >= 0) counts[raw.codes[row] as number] = (counts[raw.codes[row] as number] as number) + 1
    const shown = [...counts.keys()].sort((a, b) => (counts[b] as number) - (counts[a] as number)).slice(0, mostValues)
    return {
      column: input.column,
      edges: null,
      values: shown.map((code) => raw.levels[code] as string),
      groups: groups.map(({ name, members }) => {
        const codes = takeCodes(raw.codes, members)
        const top = new Array<number>(shown.length + 1).fill(0)
        let missing = 0
        for (const code of codes) {
          if (code === -1) missing++
          else {
            const at = shown.indexOf(code)
            const place = at === -1 ? shown.length : at
            top[place] = (top[place] as number) + 1
          }
        }
        return { name, rows: members.length, missing, mean: null, std: null, quantiles: null, counts: [], top }
      }),
    }
  }, 'values')
}

function groupsOf(target: Target, rows: Int32Array): { readonly name: string; readonly members: Int32Array }[] {
  if (target.kind === 'classes') {
    const members = target.names.map(() => [] as number[])
    for (const row of rows) members[target.codes[row] as number]?.push(row)
    return target.names.map((name, c) => ({ name, members: Int32Array.from(members[c] ?? []) }))
  }
  const values = takeNumbers(target.values, rows)
  const edges = binEdges(values, fifths)
  const bins = Array.from({ length: fifths }, () => [] as number[])
  rows.forEach((row, i) => bins[binOf(values[i] as number, edges)]?.push(row))
  const shown = (x: number | undefined) => Number((x ?? NaN).toPrecision(4)).toString()
  return bins
    .map((bin, b) => ({ name: b === 0 ? `up to ${shown(edges[0])}` : b === fifths - 1 ? `over ${shown(edges[b - 1])}` : `over ${shown(edges[b - 1])} to ${shown(edges[b])}`, members: Int32Array.from(bin) }))
    .filter((group) => group.members.length > 0)
}

function countInBins(values: Float64Array, edges: readonly number[]): number[] {
  const bins = Math.max(1, edges.length - 1)
  const low = edges[0] as number
  const width = ((edges[edges.length - 1] as number) - low) / bins
  const counts = new Array<number>(bins).fill(0)
  for (const x of values) {
    if (Number.isNaN(x)) continue
    let bin = width > 0 ? Math.min(bins - 1, Math.max(0, Math.floor((x - low) / width))) : 0
    // The division may land one bin off at an edge.
    while (bin > 0 && x < (edges[bin] as number)) bin--
    while (bin < bins - 1 && x >= (edges[bin + 1] as number)) bin++
    counts[bin] = (counts[bin] as number) + 1
  }
  return counts
}
