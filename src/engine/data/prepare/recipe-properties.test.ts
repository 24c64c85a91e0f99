import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { CrossfadeError } from '@shared/errors'
import { createRandom, shuffle } from '@shared/maths/random'
import { pipeline as pipelineSchema } from '@shared/recipe/pipeline'
import type { Pipeline } from '@shared/recipe/pipeline'
import type { ColumnStep, Recipe } from '@shared/recipe/recipe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashFile } from '../file/hash-file'
import { toCsv } from '../fixtures/made-table'
import { plainNumbers, stepsFor } from '../fixtures/plain-recipe'
import { anyOrder, randomCells, randomHeader, randomRecipe, randomStep, recipeOf } from '../fixtures/random-recipe'
import type { Cells } from '../fixtures/random-recipe'
import { readNpy } from '../fixtures/read-npy'
import { TableStore } from '../table/table-store'
import { transformFile } from '../transform'
import { prepare } from './prepare'

const context = { emit: () => undefined, signal: new AbortController().signal }
const reading = { format: 'csv' as const, delimiter: ',', quote: '"', header: true, encoding: 'utf-8' as const, decimal: '.' as const, thousands: '' as const, na: [] }
/** Looking for a smaller counter-example must not take the time in which it is to be told. */
const bounded = { interruptAfterTimeLimit: 150_000, markInterruptAsFailure: true }
const folder = await mkdtemp(join(tmpdir(), 'crossfade-recipes-'))
const testFile = join(folder, 'test.csv')
let store: TableStore
let files = 0
beforeAll(() => {
  store = new TableStore()
})
afterAll(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true })
})

async function write(cells: Cells): Promise<string> {
  const path = join(folder, `${++files}.csv`)
  await writeFile(path, toCsv(randomHeader, cells))
  return path
}

/** Fits a recipe. `features[i]` are the numbers of the row `rows[i]`; the first `train` of them are the training rows. */
async function fit(cells: Cells, recipe: Recipe) {
  const path = await write(cells)
  const made = await prepare(store, { path, reading, testReading: reading, tmp: join(folder, 'tmp'), sha256: await hashFile(path), recipe, cache: join(folder, 'cache') }, context)
  const features = rowsOf(await readNpy(join(made.dir, 'features.npy')))
  const rows = [...(await readNpy(join(made.dir, 'rows.npy'))).data]
  return { names: made.features, train: made.split.train, features, rows, pipeline: pipelineSchema.parse(JSON.parse(await readFile(join(made.dir, 'pipeline.json'), 'utf8'))) }
}

async function transform(cells: Cells, pipeline: Pipeline) {
  const out = join(folder, 'out')
  const { unseen } = await transformFile(store, { path: await write(cells), reading, tmp: join(folder, 'tmp'), pipeline, out }, context)
  return { unseen, features: rowsOf(await readNpy(join(out, 'features.npy'))) }
}

/** Every bit of each row: 0 and -0 differ. */
function rowsOf({ shape, data }: Awaited<ReturnType<typeof readNpy>>): number[][] {
  const width = shape[1] ?? 0
  return Array.from({ length: shape[0] ?? 0 }, (_, row) => Array.from(data.slice(row * width, (row + 1) * width)))
}

/** What is out of fold in training, on purpose: rows of other folds say what the target is like. */
const outOfFold = ({ columns }: Pipeline) => new Set(columns.flatMap((column) => (column.kind === 'lookup' && column.method === 'target' ? column.features : [])))

describe('any recipe on any table', () => {
  it('gives each row the same bits when fitted, when applied, and when applied to some of the rows in another order', async () => {
    const refused: string[] = []
    let compared = 0
    const runs = 40
    await fc.assert(
      fc.asyncProperty(randomCells(40, 90), randomCells(15, 30), randomRecipe(testFile), fc.nat(), async (cells, tested, recipe, seed) => {
        await writeFile(testFile, toCsv(randomHeader, tested))
        const fitted = await fit(cells, recipe).catch((thrown: unknown) => {
          // Such as a sample that left one class: there is nothing to compare.
          if (!(thrown instanceof CrossfadeError) || !['recipe-invalid', 'target-invalid'].includes(thrown.code)) throw thrown
          refused.push(thrown.message)
          return null
        })
        if (fitted === null) return
        const { names, train, features, rows, pipeline } = fitted
        expect(features.flat().every(Number.isFinite)).toBe(true)
        const whole = (await transform(cells, pipeline)).features
        const ofTestFile = recipe.split.testFile === undefined ? [] : (await transform(tested, pipeline)).features
        const skipped = outOfFold(pipeline)
        rows.forEach((row, i) => {
          const again = row < cells.length ? whole[row] : ofTestFile[row - cells.length]
          const kept = (numbers: readonly number[] | undefined) => numbers?.filter((_, f) => i >= train || !skipped.has(names[f] ?? ''))
          expect(kept(again)).toEqual(kept(features[i]))
          compared++
        })

        const order = cells.map((_, row) => row)
        const random = createRandom(seed)
        shuffle(order, random)
        const some = order.slice(0, 1 + random.below(order.length))
        const moved = await transform(some.map((row) => cells[row] ?? []), pipeline)
        expect(moved.features).toEqual(some.map((row) => whole[row]))
      }),
      { numRuns: runs, ...bounded },
    )
    // A recipe that is refused proves nothing: most must not be.
    expect(refused.length, refused.join('\n')).toBeLessThan(runs / 2)
    expect(compared).toBeGreaterThan(runs * 10)
  }, 240_000)
})

describe('cells that training did not have', () => {
  const encoding = fc.record({
    method: fc.constantFrom('one-hot', 'ordinal', 'frequency'),
    limit: fc.constantFrom(1, 3, 30),
    unseen: fc.constantFrom('zeros', 'other'),
    imputed: fc.constantFrom('own-category', 'mode'),
  })

  it('become zeros or other, as the recipe says, and are counted; missing ones become what they were in training, and are not', async () => {
    await fc.assert(
      fc.asyncProperty(randomCells(30, 60), encoding, fc.integer({ min: 1, max: 20 }), async (made, { method, limit, unseen, imputed }, strange) => {
        const cells = made.map((row, i) => row.map((cell, c) => (c === 9 ? ['red', 'green'][i % 2] ?? '' : c === 7 ? ['train', 'train', 'test'][i % 3] ?? '' : cell)))
        const recipe = recipeOf(
          [
            { kind: 'impute-number', columns: 'all', method: 'mean', indicator: true },
            { kind: 'impute-category', columns: 'all', method: imputed },
            { kind: 'encode', columns: ['the "city"'], method, limit, unseen },
          ],
          { split: { method: 'column', column: 'part', validation: 0, test: 0.1, seed: 1 } },
        )
        const { names, train, rows, pipeline, features } = await fit(cells, recipe)
        const training = rows.slice(0, train).map((row) => cells[row]?.[2] ?? null)
        fc.pre(training.some((city) => city !== null))
        const counts = new Map<string, number>()
        for (const city of training) if (city !== null) counts.set(city, (counts.get(city) ?? 0) + 1)
        const kept = [...counts.values()].sort((a, b) => b - a).slice(0, limit)
        const pool = training.filter((city) => city !== null).length - kept.reduce((a, b) => a + b, 0)
        const missing = training.filter((city) => city === null).length
        // Every row gets a city that is nowhere in the table, or none; the rest of it stays.
        const base = cells[rows[0] as number] ?? []
        const withCity = (city: string | null) => base.map((cell, c) => (c === 2 ? city : cell))
        const asked = [...Array.from({ length: strange }, (_, i) => withCity(`nowhere ${i % 3}`)), withCity(null), withCity(null)]
        const { unseen: counted, features: answered } = await transform(asked, pipeline)
        // Whatever the rest of that row holds was in training.
        expect(counted).toEqual([{ column: 'the "city"', rows: strange }])
        const own = names.map((name, f) => [name, f] as const).filter(([name]) => name.startsWith('the "city"'))
        const cityOf = (row: number) => Object.fromEntries(own.map(([name, f]) => [name, answered[row]?.[f] ?? NaN]))
        if (method === 'one-hot') {
          const other = 'the "city" (other)'
          expect(own.some(([name]) => name === other)).toBe(unseen === 'other' || pool > 0)
          for (let row = 0; row < strange; row++) {
            const on = Object.entries(cityOf(row)).filter(([, value]) => value !== 0)
            expect(on).toEqual(unseen === 'other' ? [[other, 1]] : [])
          }
        } else {
          // Frequencies are over all training rows; the pool of an ordinal code is the one after the last. A mode counts the gaps that it fills.
          const filled = imputed === 'mode' ? missing : 0
          const top = [...counts.values()].sort((a, b) => b - a).map((count, i) => (i === 0 ? count + filled : count))
          const share = top.slice(limit).reduce((a, b) => a + b, 0) / train
          const expected = unseen === 'other' ? (method === 'ordinal' ? Math.min(limit, counts.size) : share) : method === 'ordinal' ? -1 : 0
          for (let row = 0; row < strange; row++) expect(Object.values(cityOf(row))).toEqual([Math.fround(expected)])
        }
        // As a training row without a city was; where there was none, the mode or its own category is all there is to go by.
        const gap = training.indexOf(null)
        for (const row of [strange, strange + 1]) {
          if (gap >= 0) expect(cityOf(row)).toEqual(Object.fromEntries(own.map(([name, f]) => [name, features[gap]?.[f]])))
          else if (imputed === 'mode') expect(Object.values(cityOf(row)).some((value) => value !== -1)).toBe(true)
        }
        // The other columns have nothing to do with it.
        const others = (numbers: readonly number[] | undefined) => numbers?.filter((_, f) => !own.some(([, at]) => at === f))
        for (const numbers of answered) expect(others(numbers)).toEqual(others(features[0]))
      }),
      { numRuns: 30, ...bounded },
    )
  }, 240_000)

  it('of numbers, booleans and dates are filled, and told by the indicator where one was asked for', async () => {
    await fc.assert(
      fc.asyncProperty(randomCells(30, 50), fc.boolean(), fc.constantFrom('median', 'mean', 'mode', 'constant'), async (made, indicator, method) => {
        const cells = made.map((row, i) => row.map((cell, c) => (c === 9 ? ['red', 'green'][i % 2] ?? '' : cell)))
        const steps: ColumnStep[] = [{ kind: 'impute-number', columns: 'all', method, value: 2.5, indicator }, { kind: 'impute-category', columns: 'all', method: 'mode' }]
        const { names, train, rows, pipeline } = await fit(cells, recipeOf(steps))
        const { unseen, features } = await transform([cells[0]?.map(() => null) ?? [], ['4', ...Array.from({ length: 9 }, () => null)]], pipeline)
        expect(unseen).toEqual([])
        const at = (row: number, name: string) => features[row]?.[names.indexOf(name)]
        const amounts = cells.map(numberIn(0))
        const filled = plainNumbers([...amounts, null], rows.slice(0, train), stepsFor('amount', steps))
        expect(at(0, 'amount')).toBeCloseTo(Math.fround(filled[amounts.length] ?? NaN), 1)
        expect(at(1, 'amount')).toBe(4)
        expect([at(0, 'amount (missing)'), at(1, 'amount (missing)'), at(1, 'day (missing)')]).toEqual(indicator ? [1, 0, 1] : [undefined, undefined, undefined])
        expect([0, 1]).toContain(at(0, 'flag'))
      }),
      { numRuns: 20, ...bounded },
    )
  }, 240_000)
})

const numberIn = (column: number) => (row: Cells[number]) => {
  const cell = row[column] ?? null
  return cell === null ? null : Number(cell)
}

describe('the order of the steps', () => {
  it('of different columns does not matter', async () => {
    const group = (step: fc.Arbitrary<ColumnStep>) => fc.array(step, { minLength: 1, maxLength: 3 })
    const filling = (columns: string[]): ColumnStep => ({ kind: 'impute-number', columns, method: 'median', indicator: false })
    const groups = fc
      .tuple(
        group(randomStep(['amount'], [], [], false)).map((steps) => [filling(['amount']), ...steps]),
        group(randomStep(['count'], [], [], false)).map((steps) => [filling(['count']), ...steps]),
        group(randomStep([], ['the "city"'], [], false)).map((steps): ColumnStep[] => [{ kind: 'impute-category', columns: ['the "city"'], method: 'own-category' }, ...steps]),
        group(randomStep([], [], ['day'], false)).map((steps) => [filling(['day']), ...steps]),
      )
      .map((lists) => lists.map((steps, column) => steps.map((step) => ({ step, column }))))
    const interleaved = groups.chain((lists) => {
      const turns = lists.flatMap((steps, column) => steps.map(() => column))
      const mixed = anyOrder(turns).map((order) => {
        const left = lists.map((steps) => steps.map(({ step }) => step))
        return order.flatMap((column) => left[column]?.shift() ?? [])
      })
      return fc.tuple(mixed, mixed)
    })
    await fc.assert(
      fc.asyncProperty(randomCells(30, 60), interleaved, async (made, [one, other]) => {
        const cells = made.map((row, i) => row.map((cell, c) => (c === 9 ? ['red', 'green'][i % 2] ?? '' : cell)))
        const rest: ColumnStep = { kind: 'impute-category', columns: ['rating', 'flag'], method: 'own-category' }
        const first = await fit(cells, recipeOf([rest, ...one]))
        const second = await fit(cells, recipeOf([...other, rest]))
        expect(second.pipeline).toEqual(first.pipeline)
        expect(second.features).toEqual(first.features)
      }),
      { numRuns: 30, ...bounded },
    )
  }, 240_000)

  it('of one column is the order in which they are done, each fitted on what the one before left', async () => {
    const fill = fc.record({ kind: fc.constant('impute-number' as const), columns: fc.constantFrom('all' as const, ['amount', 'count']), method: fc.constantFrom('median', 'mean', 'mode', 'constant'), value: fc.constantFrom(-1, 0, 2.5), indicator: fc.constant(false) })
    const steps = fc.tuple(fill, fc.array(randomStep(['amount', 'count'], [], [], true), { minLength: 1, maxLength: 6 })).chain(([first, more]) => anyOrder([first, ...more]))
    let orderMattered = 0
    await fc.assert(
      fc.asyncProperty(randomCells(30, 60), steps, async (made, order) => {
        const cells = made.map((row, i) => row.map((cell, c) => (c === 9 ? ['red', 'green'][i % 2] ?? '' : cell)))
        const recipe = recipeOf(order, { columns: { features: ['amount', 'count'], ignored: [], types: { amount: 'number', count: 'number' } } })
        const { names, train, rows, features } = await fit(cells, recipe)
        const training = rows.slice(0, train)
        for (const [column, name] of ['amount', 'count'].entries()) {
          const own = stepsFor(name, order)
          const expected = plainNumbers(cells.map(numberIn(column)), training, own)
          const backwards = plainNumbers(cells.map(numberIn(column)), training, [...own].reverse())
          const f = names.indexOf(name)
          rows.forEach((row, i) => {
            const [actual, wanted] = [features[i]?.[f] ?? NaN, expected[row] ?? NaN]
            if (!near(actual, wanted)) throw new Error(`${name}, row ${row}: ${actual} is not ${wanted}`)
          })
          if (rows.some((row) => !near(backwards[row] ?? NaN, expected[row] ?? NaN))) orderMattered++
        }
      }),
      { numRuns: 40, ...bounded },
    )
    // Where any order gives the same, nothing was tested.
    expect(orderMattered).toBeGreaterThan(10)
  }, 240_000)
})

/** float32 in features.npy. */
const near = (actual: number, wanted: number) => Math.abs(actual - wanted) <= 1e-5 * Math.max(1, Math.abs(wanted))
