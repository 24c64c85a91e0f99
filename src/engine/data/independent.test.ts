import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline as pipelineSchema } from '@shared/recipe/pipeline'
import type { ColumnStep, Recipe } from '@shared/recipe/recipe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditTable } from './audit/audit'
import { exploreTable } from './explore'
import { readNpy } from './fixtures/read-npy'
import { hashFile } from './file/hash-file'
import { openTable } from './open-table'
import { prepare } from './prepare/prepare'
import { TableStore } from './table/table-store'
import independent from './fixtures/preparation.json'

// What pandas and scikit-learn make of the same table: fixtures/make-preparation.py.
const path = join(__dirname, 'fixtures', 'preparation.csv')
const context = { emit: () => undefined, signal: new AbortController().signal }
const numbers = ['size', 'level', 'steps'] as const
let folder: string
let store: TableStore
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-independent-'))
  store = new TableStore()
})
afterAll(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true })
})

const source = () => ({ path, reading: {}, tmp: join(folder, 'tmp') })

function recipeOf(features: readonly string[], steps: readonly ColumnStep[], more: Partial<Recipe> = {}): Recipe {
  return {
    task: 'classification', target: 'label', columns: { features: [...features], ignored: [], types: {} }, rows: [], steps: [...steps],
    split: { method: 'column', column: 'part', validation: 0.1, test: 0.2, seed: 1 },
    ...more,
  }
}

/** Prepared features by source row. */
async function prepared(recipe: Recipe) {
  const made = await prepare(store, { ...source(), sha256: await hashFile(path), recipe, cache: join(folder, 'cache') }, context)
  const { data } = await readNpy(join(made.dir, 'features.npy'))
  const rows = (await readNpy(join(made.dir, 'rows.npy'))).data
  const width = made.features.length
  const bySource: number[][] = []
  rows.forEach((row, i) => {
    bySource[row] = Array.from(data.slice(i * width, (i + 1) * width))
  })
  const pipeline = pipelineSchema.parse(JSON.parse(await readFile(join(made.dir, 'pipeline.json'), 'utf8')))
  return { made, bySource, pipeline }
}

function near(actual: readonly (number | undefined)[], expected: readonly (number | null)[], tolerance: number) {
  expect(actual).toHaveLength(expected.length)
  actual.forEach((x, i) => {
    const y = expected[i] ?? NaN
    if (!(Math.abs((x ?? NaN) - y) <= tolerance * Math.max(1, Math.abs(y)))) throw new Error(`entry ${i}: ${x} is not ${y}`)
  })
}

/** float32 in features.npy. */
const single = 3e-7
const impute = (method: 'median' | 'mean' | 'mode'): ColumnStep => ({ kind: 'impute-number', columns: 'all', method, indicator: false })

describe('numbers, against scikit-learn', () => {
  it.each([
    ['standard', [impute('median'), { kind: 'scale', columns: 'all', method: 'standard' }]],
    ['minmax', [impute('median'), { kind: 'scale', columns: 'all', method: 'minmax' }]],
    ['robust', [impute('median'), { kind: 'scale', columns: 'all', method: 'robust' }]],
    ['quantile', [impute('median'), { kind: 'scale', columns: 'all', method: 'quantile' }]],
    ['log1p', [impute('median'), { kind: 'scale', columns: 'all', method: 'log1p' }]],
    ['clip', [impute('median'), { kind: 'clip', columns: 'all', low: 0.05, high: 0.9 }]],
    ['mean', [impute('mean')]],
    ['mode', [impute('mode')]],
  ] as const)('%s', async (name, steps) => {
    const { bySource } = await prepared(recipeOf(numbers, steps))
    numbers.forEach((column, c) => near(bySource.map((row) => row[c]), independent.prepared[name][column], name === 'quantile' ? 2e-6 : single))
  })

  it('a target that is standardised', async () => {
    const { pipeline, made } = await prepared(recipeOf(['size'], [impute('median')], { task: 'regression', target: 'amount' }))
    if (pipeline.target.kind !== 'number') throw new Error('not a regression')
    near([pipeline.target.mean, pipeline.target.std], [independent.target.mean, independent.target.std], 1e-13)
    expect(made.split).toMatchObject({ train: 260, validation: 60, test: 80 })
  })
})

describe('categories, against scikit-learn', () => {
  const encode = (method: 'one-hot' | 'ordinal' | 'frequency' | 'target'): ColumnStep[] => [
    { kind: 'impute-category', columns: 'all', method: 'mode' },
    { kind: 'encode', columns: 'all', method, limit: 100, unseen: 'zeros' },
  ]

  it('one-hot, ordinal, frequency', async () => {
    const oneHot = await prepared(recipeOf(['town'], encode('one-hot')))
    expect(oneHot.made.features).toEqual(independent.encoded['one-hot'].features)
    near(oneHot.bySource.flat(), independent.encoded['one-hot'].values.flat(), 0)
    near((await prepared(recipeOf(['town'], encode('ordinal')))).bySource.flat(), independent.encoded.ordinal, 0)
    near((await prepared(recipeOf(['town'], encode('frequency')))).bySource.flat(), independent.encoded.frequency, single)
  })

  it('by the target, for classes and for a number', async () => {
    const training = new Set(independent.train)
    const outside = (rows: readonly (readonly number[])[]) => rows.filter((_, row) => !training.has(row)).flat()
    const classes = await prepared(recipeOf(['town'], encode('target')))
    expect(classes.made.features).toEqual(['town (share of x)', 'town (share of y)', 'town (share of z)'])
    near(outside(classes.bySource), outside(independent.encoded['target-classes']), single)
    const number = await prepared(recipeOf(['town'], encode('target'), { task: 'regression', target: 'amount' }))
    near(outside(number.bySource), outside(independent.encoded['target-number']), single)
    // Training rows of one town differ by fold, and none has the number that rows outside get.
    const own = number.bySource.filter((_, row) => training.has(row)).flat()
    expect(new Set(own).size).toBeGreaterThan(new Set(outside(number.bySource)).size)
  })
})

describe('the profile, the audit and the exploration, against pandas and scikit-learn', () => {
  it('profiles', async () => {
    const table = await openTable(store, source(), context)
    for (const [name, expected] of Object.entries(independent.profile)) {
      const column = table.columns.find((c) => c.name === name)
      if (!column?.histogram || column.quantiles === null) throw new Error(`no profile of ${name}`)
      expect([column.missing, column.distinct, column.min, column.max]).toEqual([expected.missing, expected.distinct, expected.min, expected.max])
      near([column.mean ?? NaN, column.std ?? NaN, ...column.quantiles, ...column.histogram.edges], [expected.mean, expected.std, ...expected.quantiles, ...expected.histogram.edges], 1e-12)
      expect(column.histogram.counts).toEqual(expected.histogram.counts)
    }
    const town = table.columns.find((c) => c.name === 'town')
    expect(Object.fromEntries(town?.top.map((t) => [t.value, t.count]) ?? [])).toEqual(independent.town)
  })

  it('ceilings of accuracy and of R²', async () => {
    const recipe = recipeOf(['level', 'steps'], [])
    const classes = await auditTable(store, { ...source(), recipe }, context)
    expect(classes.conflicts.ceilingAccuracy).toBeCloseTo(independent.ceiling.accuracy, 12)
    const number = await auditTable(store, { ...source(), recipe: { ...recipe, task: 'regression', target: 'amount' } }, context)
    expect(number.conflicts.ceilingR2).toBeCloseTo(independent.ceiling.r2, 12)
  })

  it('correlation and mutual information', async () => {
    const explored = await exploreTable(store, { ...source(), recipe: recipeOf(['size'], []) }, context)
    const { columns, matrix } = explored.correlation
    expect(columns).toEqual([...numbers, 'amount'])
    near(matrix.flat().map((r) => r ?? NaN), independent.correlation.flat(), 1e-12)
    for (const [name, expected] of Object.entries(independent.information)) {
      const found = explored.association.find((a) => a.column === name)
      near([found?.bits, found?.share], [expected.bits, expected.share], 1e-12)
    }
  })
})
