import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline as pipelineSchema } from '@shared/recipe/pipeline'
import type { Recipe } from '@shared/recipe/recipe'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { everyStep, madeRecipe, makeTable, toCsv } from './fixtures/made-table'
import { readNpy } from './fixtures/read-npy'
import { hashFile } from './file/hash-file'
import { prepare } from './prepare/prepare'
import { TableStore } from './table/table-store'
import { transformFile } from './transform'
import { typeLosses } from './type-losses'

const context = { emit: () => undefined, signal: new AbortController().signal }
let folder: string
let store: TableStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-transform-'))
  store = new TableStore()
})
afterEach(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true })
})

async function fit(text: string, recipe: Recipe) {
  const path = join(folder, 'train.csv')
  await writeFile(path, text)
  return prepareAgain(recipe, 'cache')
}

async function prepareAgain(recipe: Recipe, cache: string) {
  const path = join(folder, 'train.csv')
  const made = await prepare(store, { path, reading: {}, tmp: join(folder, 'tmp'), sha256: await hashFile(path), recipe, cache: join(folder, cache) }, context)
  return { made, pipeline: pipelineSchema.parse(JSON.parse(await readFile(join(made.dir, 'pipeline.json'), 'utf8'))) }
}

async function transform(text: string, pipeline: Awaited<ReturnType<typeof fit>>['pipeline']) {
  const path = join(folder, 'new.csv')
  await writeFile(path, text)
  const out = join(folder, 'out')
  const result = await transformFile(store, { path, reading: {}, tmp: join(folder, 'tmp'), pipeline, out }, context)
  const labels = existsSync(join(out, 'labels.npy')) ? (await readNpy(join(out, 'labels.npy'))).data : null
  return { result, features: await readNpy(join(out, 'features.npy')), labels }
}

describe('the fitted pipeline on raw rows', () => {
  it.each(Object.entries(everyStep))('makes the same numbers as the preparation did: %s', async (_name, steps) => {
    const { header, cells } = makeTable(20_000, 3)
    const { made, pipeline } = await fit(toCsv(header, cells), madeRecipe(steps))
    const again = await transform(toCsv(header, cells), pipeline)
    expect(again.result).toMatchObject({ rows: 20_000, missingColumns: [], labelled: true })
    const prepared = await readNpy(join(made.dir, 'features.npy'))
    const rows = (await readNpy(join(made.dir, 'rows.npy'))).data
    const labels = (await readNpy(join(made.dir, 'labels.npy'))).data
    const width = made.features.length
    // Training rows of a target encoding are out of fold, on purpose.
    const from = steps.some((step) => step.kind === 'encode' && step.method === 'target') ? made.split.train : 0
    for (let i = from; i < rows.length; i++) {
      const row = rows[i] as number
      expect(again.labels?.[row]).toBe(labels[i])
      for (let f = 0; f < width; f++) if (prepared.data[i * width + f] !== again.features.data[row * width + f]) throw new Error(`row ${row}, ${made.features[f]}`)
    }
  })

  it.each([
    ['1.0 and 0.0 as yes and no', (i: number) => (i % 3 === 0 ? '1.0' : '0.0'), 'boolean', (i: number) => (i % 3 === 0 ? 1 : 0)],
    ['0, 1 and 2 as yes and no', (i: number) => String(i % 3), 'boolean', (i: number) => (i % 3 === 2 ? null : i % 3)],
    ['1, 01 and +0 as yes and no', (i: number) => ['1', '01', '+0'][i % 3] ?? '', 'boolean', (i: number) => (i % 3 === 2 ? 0 : 1)],
    ['20200102 as a date', (i: number) => String(20_200_102 + (i % 20)), 'date', () => null],
    ['1.0 and words as yes and no', (i: number) => ['1.0', 'no', 'perhaps'][i % 3] ?? '', 'boolean', (i: number) => [1, 0, null][i % 3] ?? null],
  ] as const)('reads a column that was given its type as the preparation does: %s', async (_name, cell, type, expected) => {
    const rows = 300
    const text = `x,z,y\n${Array.from({ length: rows }, (_, i) => `${cell(i)},${i % 7},${i % 2 === 0 ? 'a' : 'b'}`).join('\n')}\n`
    const steps = [{ kind: 'impute-number', columns: 'all', method: 'constant', value: -5, indicator: false }, { kind: 'impute-category', columns: 'all', method: 'own-category' }] as const
    const recipe = madeRecipe(steps, { target: 'y', columns: { features: ['x'], ignored: [], types: { x: type } } })
    const lean = await fit(text, recipe)
    const again = await transform(text, lean.pipeline)
    // The table is held from here on, with its cells as they are written.
    const losses = await typeLosses(store, { path: join(folder, 'train.csv'), reading: {}, tmp: join(folder, 'tmp'), column: 'x' })
    expect(losses.find((loss) => loss.type === type)?.lost).toBe(Array.from({ length: rows }, (_, i) => expected(i)).filter((value) => value === null).length)
    const spelled = await prepareAgain(recipe, 'spelled')
    expect(spelled.pipeline).toEqual(lean.pipeline)
    const [fromLean, fromSpelled, order] = await Promise.all([lean.made, spelled.made, lean.made].map(({ dir }, i) => readNpy(join(dir, i === 2 ? 'rows.npy' : 'features.npy'))))
    expect(fromSpelled?.data).toEqual(fromLean?.data)
    const width = lean.made.features.length
    for (let i = 0; i < rows; i++) {
      const row = order?.data[i] as number
      const inputs = [...(fromLean?.data.subarray(i * width, (i + 1) * width) ?? [])]
      expect([...again.features.data.subarray(row * width, (row + 1) * width)], `row ${row}`).toEqual(inputs)
      if (expected(row) !== null) expect(inputs[0], `row ${row}`).toBe(expected(row))
    }
  })

  it.each(["x = '1.0'", 'x = 1', "x != '1'", "x contains '.'", "x in ('01', '0.0')"])('filters rows by a column that was given its type alike, however the table was read: %s', async (expression) => {
    const text = `x,y\n${Array.from({ length: 300 }, (_, i) => `${['1.0', '0.0', '2.0', '0.5'][i % 4]},${i % 3 === 0 ? 'a' : 'b'}`).join('\n')}\n`
    const recipe = madeRecipe(everyStep['the defaults'] ?? [], { target: 'y', rows: [{ kind: 'filter', expression: `y = 'a' or (${expression})` }], columns: { features: ['x'], ignored: [], types: { x: 'boolean' } } })
    const lean = await fit(text, recipe)
    await typeLosses(store, { path: join(folder, 'train.csv'), reading: {}, tmp: join(folder, 'tmp'), column: 'x' })
    const spelled = await prepareAgain(recipe, 'spelled')
    expect(spelled.made.dropped).toEqual(lean.made.dropped)
    expect(spelled.made.split).toEqual(lean.made.split)
  })

  it('counts categories that training had not, and fills columns that are not there', async () => {
    const { header, cells } = makeTable(500, 3)
    const { pipeline } = await fit(toCsv(header, cells), madeRecipe(everyStep['the defaults'] ?? []))
    const text = 'the "city",amount,count,flag,rating,colour\nAtlantis,1,2,yes,3,green\n,,,,,purple\nOslo,abc,2,maybe,9,\n'.replace('the "city"', '"the ""city"""')
    const { result, features, labels } = await transform(text, pipeline)
    expect(result).toMatchObject({ rows: 3, unseen: [{ column: 'the "city"', rows: 1 }, { column: 'rating', rows: 1 }], missingColumns: ['day'], labelled: true })
    expect(features.shape).toEqual([3, pipeline.features.length])
    expect(features.data.every(Number.isFinite)).toBe(true)
    expect([...(labels ?? [])]).toEqual([1, NaN, NaN])
  })

  it('refuses a file that has nothing of what the model needs', async () => {
    const { header, cells } = makeTable(300, 3)
    const { pipeline } = await fit(toCsv(header, cells), madeRecipe(everyStep['the defaults'] ?? []))
    await expect(transform('x,y\n1,2\n3,4\n', pipeline)).rejects.toMatchObject({ code: 'column-not-found' })
  })

  it('of a regression gives the target in units of its spread', async () => {
    const { header, cells } = makeTable(400, 8)
    const { made, pipeline } = await fit(toCsv(header, cells), madeRecipe(everyStep['the defaults'] ?? [], { task: 'regression', target: 'rating', columns: { features: ['amount', 'flag'], ignored: [], types: {} } }))
    expect(made.classes).toEqual([])
    if (pipeline.target.kind !== 'number') throw new Error('not a regression')
    const labels = Array.from((await readNpy(join(made.dir, 'labels.npy'))).data).slice(0, made.split.train)
    const mean = labels.reduce((a, b) => a + b, 0) / labels.length
    expect(Math.abs(mean)).toBeLessThan(1e-6)
    const again = await transform(toCsv(header, cells), pipeline)
    expect((again.labels?.[0] ?? 0) * pipeline.target.std + pipeline.target.mean).toBeCloseTo(Number(cells[0]?.[5]), 5)
  })
})
