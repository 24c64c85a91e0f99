import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Recipe } from '@shared/recipe/recipe'
import { planRows } from './plan-rows'
import { prepare } from './prepare/prepare'
import { previewTable } from './preview'
import { TableStore } from './table/table-store'
import { typeLosses } from './type-losses'

let folder: string
let store: TableStore
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-look-ahead-'))
  store = new TableStore()
})
afterAll(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true })
})

async function file(name: string, text: string) {
  const path = join(folder, name)
  await writeFile(path, text)
  return { path, reading: {}, tmp: join(folder, 'tmp') }
}
const context = { signal: new AbortController().signal, emit: () => undefined }

/** 120 rows: every tenth has no class, the last 20 repeat the first 20, and three weights are words. */
const rows = Array.from({ length: 120 }, (_, i) => i % 100).map((i) => `${[8, 31, 77].includes(i) ? 'heavy' : i},${(i * 7) % 31},${i % 10 === 0 ? '' : ['a', 'b', 'c'][i % 3]}`)
const text = `weight,size,class\n${rows.join('\n')}\n`
const recipe: Recipe = {
  task: 'classification', target: 'class', columns: { features: ['size'], ignored: [], types: {} },
  rows: [{ kind: 'drop-missing-target' }, { kind: 'drop-duplicates' }], steps: [],
  split: { method: 'stratified', validation: 0.1, test: 0.2, seed: 3 },
}

describe('the plan of the rows', () => {
  it('counts what each step drops, and each class in each part', async () => {
    const plan = await planRows(store, { ...(await file('plan.csv', text)), recipe }, context)
    expect(plan).toMatchObject({ rows: 120, kept: 90, dropped: [{ reason: 'no value of class', rows: 12 }, { reason: 'equal to an earlier row', rows: 18 }] })
    expect(plan.classes?.map(({ name, train, validation, test }) => [name, train + validation + test])).toEqual([['a', 30], ['b', 30], ['c', 30]])
    expect([plan.split.train, plan.split.validation, plan.split.test]).toEqual([63, 9, 18])
  })

  it('counts missing values only where somebody uses the column', async () => {
    const source = await file('unused.csv', `x,note,y\n${Array.from({ length: 40 }, (_, i) => `${i === 3 ? '' : i},${i % 4 === 0 ? 'seen' : ''},${i % 3}`).join('\n')}\n`)
    const asked: Recipe = { ...recipe, target: 'y', columns: { features: ['x'], ignored: [], types: {} }, rows: [{ kind: 'drop-missing', columns: 'all' }] }
    expect(await planRows(store, { ...source, recipe: asked }, context)).toMatchObject({ rows: 40, kept: 39 })
    const named: Recipe = { ...asked, rows: [{ kind: 'drop-missing', columns: ['note'] }] }
    expect(await planRows(store, { ...source, recipe: named }, context)).toMatchObject({ rows: 40, kept: 10 })
  })

  it('splits as the preparation does', async () => {
    const source = await file('same.csv', text)
    const plan = await planRows(store, { ...source, recipe }, context)
    const prepared = await prepare(store, { ...source, sha256: createHash('sha256').update(text).digest('hex'), recipe, cache: join(folder, 'cache') }, context)
    expect(prepared.split).toEqual(plan.split)
  })

  it('counts the rows of a test file as the preparation does', async () => {
    const source = await file('with-test.csv', text)
    const { path: testFile } = await file('its-test.csv', 'class,size,weight\na,1,2\nb,2,3\nb,9,3\nnew,1,1\n')
    const tested: Recipe = { ...recipe, split: { ...recipe.split, testFile } }
    const plan = await planRows(store, { ...source, recipe: tested }, context)
    expect([plan.split.train, plan.split.validation, plan.split.test]).toEqual([81, 9, 3])
    expect(plan.classes?.map(({ test }) => test)).toEqual([1, 2, 0])
    const prepared = await prepare(store, { ...source, sha256: createHash('sha256').update(text).digest('hex'), recipe: tested, cache: join(folder, 'cache') }, context)
    expect(prepared.split).toEqual(plan.split)
  })

  it('has no classes for a regression, and refuses what cannot be learned from', async () => {
    const source = await file('numbers.csv', text)
    expect((await planRows(store, { ...source, recipe: { ...recipe, task: 'regression', target: 'size', columns: { features: ['class'], ignored: [], types: {} } } }, context)).classes).toBeNull()
    const none: Recipe = { ...recipe, rows: [...recipe.rows, { kind: 'filter', expression: 'size > 1000' }] }
    await expect(planRows(store, { ...source, recipe: none }, context)).rejects.toMatchObject({ code: 'recipe-invalid', message: expect.stringContaining('No row is left') as string })
  })
})

describe('the loss of a type', () => {
  it('counts the cells that it cannot read, and shows some', async () => {
    const losses = await typeLosses(store, { ...(await file('types.csv', text)), column: 'weight' })
    const of = (type: string) => losses.find((one) => one.type === type)
    expect(of('number')).toEqual({ type: 'number', lost: 4, examples: ['heavy'] })
    expect(of('category')).toEqual({ type: 'category', lost: 0, examples: [] })
    expect(of('date')?.lost).toBe(120)
    // Of the numbers 0 and 1 are readable as no and yes, twice each.
    expect(of('boolean')?.lost).toBe(116)
  })

  it('quotes a column and cells that look like SQL', async () => {
    const name = `x"; DROP TABLE t0; --`
    const source = await file('sql.csv', `"${name.replace(/"/g, '""')}",y\n${Array.from({ length: 30 }, (_, i) => `'); DROP TABLE t${i}; --,${i}`).join('\n')}\n`)
    expect((await typeLosses(store, { ...source, reading: { quote: '"' }, column: name })).find(({ type }) => type === 'number')).toMatchObject({ lost: 30, examples: expect.arrayContaining([`'); DROP TABLE t0; --`]) as unknown })
  })
})

describe('the preview of a reading', () => {
  it('follows what is asked for, and says what it found for the rest', async () => {
    const source = await file('preview.csv', 'a;b,c;d\n1;2,3;7\n4;-,6;8\n')
    const found = await previewTable(store, { ...source, rows: 10 })
    expect(found.reading).toMatchObject({ format: 'csv', delimiter: ';', header: true, encoding: 'utf-8' })
    const asked = await previewTable(store, { ...source, reading: { delimiter: ',', header: false, na: ['6;8'] }, rows: 10 })
    expect(asked.columns.map(({ name }) => name)).toEqual(['column_1', 'column_2'])
    expect(asked.rows).toEqual([['a;b', 'c;d'], ['1;2', '3;7'], ['4;-', null]])
  })

  it('counts lines that do not fit, and shows no more rows than asked for', async () => {
    const source = await file('ragged.csv', `a,b\n${'1,2\n'.repeat(30)}1,2,3\n`)
    expect(await previewTable(store, { ...source, rows: 5 })).toMatchObject({ looked: 31, ragged: 1, rows: { length: 5 }, sheets: [] })
  })

  it('reads JSON lines as they say themselves', async () => {
    const source = await file('lines.jsonl', '{"a":1,"b":"x"}\n{"a":null,"b":"y"}\n')
    expect(await previewTable(store, { ...source, rows: 5 })).toMatchObject({ reading: { format: 'jsonl' }, columns: [{ name: 'a', numeric: true }, { name: 'b', numeric: false }], rows: [['1', 'x'], [null, 'y']] })
  })
})
