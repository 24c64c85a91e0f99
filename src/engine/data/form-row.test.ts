import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline as pipelineSchema } from '@shared/recipe/pipeline'
import type { Recipe } from '@shared/recipe/recipe'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { scoreCells } from '../trainer/predict/score-cells'
import { everyStep, madeRecipe, makeTable, toCsv } from './fixtures/made-table'
import { readNpy } from './fixtures/read-npy'
import { hashFile } from './file/hash-file'
import { columnRanges, formRow } from './form-row'
import { prepare } from './prepare/prepare'
import { TableStore } from './table/table-store'
import { transformFile } from './transform'

const context = { emit: () => undefined, signal: new AbortController().signal }
let folder: string
let store: TableStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-form-'))
  store = new TableStore()
})
afterEach(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true })
})

async function fit(recipe: Recipe, rows: number) {
  const { header, cells } = makeTable(rows, 3)
  const source = { path: join(folder, 'train.csv'), reading: {}, tmp: join(folder, 'tmp') }
  await writeFile(source.path, toCsv(header, cells))
  const made = await prepare(store, { ...source, sha256: await hashFile(source.path), recipe, cache: join(folder, 'cache') }, context)
  return { source, made, pipeline: pipelineSchema.parse(JSON.parse(await readFile(join(made.dir, 'pipeline.json'), 'utf8'))) }
}

it.each(Object.entries(everyStep))('a row of the table becomes the same inputs in the form as in a file: %s', async (_name, steps) => {
  const { source, pipeline } = await fit(madeRecipe(steps), 400)
  const out = join(folder, 'out')
  await transformFile(store, { ...source, pipeline, out }, context)
  const features = (await readNpy(join(out, 'features.npy'))).data
  const labels = (await readNpy(join(out, 'labels.npy'))).data
  const width = pipeline.features.length
  for (let row = 0; row < 400; row += 7) {
    const { cells, truth } = await formRow(store, { ...source, pipeline, row })
    const inputs: number[] = []
    scoreCells([cells], pipeline, (values) => {
      inputs.push(...values)
      return new Float32Array(2)
    })
    expect(inputs).toEqual([...features.subarray(row * width, (row + 1) * width)])
    const label = labels[row] ?? NaN
    if (pipeline.target.kind === 'classes') expect(truth).toBe(Number.isNaN(label) ? null : pipeline.target.classes[label])
  }
})

it('finds the range, the middle and the most frequent value of the training rows alone', async () => {
  const path = join(folder, 'ages.csv')
  const rows = Array.from({ length: 40 }, (_, i) => `${i === 0 ? 1000 : i},${i % 4 === 0 ? 'b' : 'a'},${i % 2 === 0 ? 'yes' : 'no'}`)
  await writeFile(path, ['age,town,label', ...rows].join('\n'))
  const source = { path, reading: {}, tmp: join(folder, 'tmp') }
  const recipe = { ...madeRecipe([]), target: 'label', columns: { ...madeRecipe([]).columns, features: ['age', 'town'], ignored: [] } }
  const made = await prepare(store, { ...source, sha256: await hashFile(path), recipe, cache: join(folder, 'cache') }, context)
  const pipeline = pipelineSchema.parse(JSON.parse(await readFile(join(made.dir, 'pipeline.json'), 'utf8')))
  const all = (await readNpy(join(made.dir, 'rows.npy'))).data
  const ages = [...all.subarray(0, made.split.train)].map((row) => (row === 0 ? 1000 : row))
  const [age, town] = await columnRanges(store, { ...source, pipeline, rows: join(made.dir, 'rows.npy'), first: made.split.train })
  const sorted = ages.sort((a, b) => a - b)
  const middle = ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2
  expect(age).toEqual({ kind: 'numbers', low: sorted[0], high: sorted[sorted.length - 1], middle, whole: true })
  expect(town).toEqual({ kind: 'categories', most: 'a' })
})

it('says which categories training had not, and refuses a row that is not there or that lacks a cell', async () => {
  const { source, pipeline } = await fit(madeRecipe(everyStep['the defaults'] ?? []), 300)
  await expect(formRow(store, { ...source, pipeline, row: 300 })).rejects.toMatchObject({ code: 'invalid-argument', message: expect.stringContaining('no row 301') })
  const { cells } = await formRow(store, { ...source, pipeline, row: 0 })
  const town = pipeline.columns.findIndex(({ name }) => name.includes('city'))
  const changed = cells.map((cell, i) => (i === town ? 'Atlantis' : cell))
  const score = () => new Float32Array(4)
  expect(scoreCells([changed, cells.map(() => null)], pipeline, score).map(({ unseen }) => unseen)).toEqual([[pipeline.columns[town]?.name], []])
  expect(() => scoreCells([cells.slice(1)], pipeline, score)).toThrow(/no cell for/)
})
