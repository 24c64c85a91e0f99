import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Recipe } from '@shared/recipe/recipe'
import { openTable } from './open-table'
import { readPage } from './page'
import { TableStore } from './table/table-store'

let folder: string
let store: TableStore
let path: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-page-'))
  store = new TableStore()
  path = join(folder, 'a.csv')
  const lines = Array.from({ length: 5000 }, (_, i) => `${i % 3 === 0 ? '' : (i * 7) % 50},row ${i},2020-01-${String((i % 28) + 1).padStart(2, '0')},${i % 2 === 0 ? 'yes' : 'no'}`)
  await writeFile(path, `"the ""n""",name,day,flag\n${lines.join('\n')}\n`)
})
afterAll(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true })
})

const page = (more: Partial<Parameters<typeof readPage>[1]>) => readPage(store, { path, reading: {}, tmp: join(folder, 'tmp'), offset: 0, limit: 3, ...more })

describe('a page of the table', () => {
  it('jumps to any row', async () => {
    expect(await page({ offset: 4998 })).toMatchObject({ columns: ['the "n"', 'name', 'day', 'flag'], rowNumbers: [4998, 4999], total: 5000 })
  })

  it('sorts numbers as numbers, missing cells last, equal ones in the order of the file', async () => {
    const up = await page({ sort: { column: 'the "n"', descending: false } })
    expect(up.rows.map((r) => r[0])).toEqual(['0', '0', '0'])
    expect(up.rowNumbers).toEqual([50, 100, 200])
    const last = await page({ sort: { column: 'the "n"', descending: true }, offset: 4997 })
    expect(last.rows.map((r) => r[0])).toEqual([null, null, null])
  })

  it('filters by a condition', async () => {
    const filtered = await page({ filter: `"the ""n""" > 45 and day >= '2020-01-20' and flag = 'yes' and name contains 'ROW 4'`, sort: { column: 'name', descending: true } })
    expect(filtered.total).toBeGreaterThan(0)
    for (const [n, name, day, flag] of filtered.rows) {
      expect(Number(n)).toBeGreaterThan(45)
      expect(name).toMatch(/^row 4/)
      expect(String(day) >= '2020-01-20').toBe(true)
      expect(flag).toBe('yes')
    }
    expect((await page({ filter: '"the ""n""" is missing' })).total).toBe(1667)
    expect((await page({ filter: 'not "the ""n""" in (1, 2)' })).total).toBeGreaterThan(4000)
    expect((await page({ filter: "name = 'no such row'" })).rows).toEqual([])
  })

  it('refuses a filter that cannot be read, and a column that is not there', async () => {
    await expect(page({ filter: "name = '" })).rejects.toMatchObject({ code: 'recipe-invalid' })
    await expect(page({ filter: 'nothing = 1' })).rejects.toMatchObject({ code: 'column-not-found' })
    await expect(page({ filter: "day > 'yesterday'" })).rejects.toMatchObject({ code: 'recipe-invalid' })
  })

  it('gives the rows that it is asked for, in that order', async () => {
    expect((await page({ only: [7, 3, 99_999, 5] })).rows.map((r) => r[1])).toEqual(['row 7', 'row 3', 'row 5'])
  })

  it('says which rows a recipe drops and why, and shows only the others', async () => {
    const recipe: Recipe = {
      task: 'classification', target: 'flag', columns: { features: ['the "n"'], ignored: [], types: {} },
      rows: [{ kind: 'drop-missing', columns: ['the "n"'] }, { kind: 'filter', expression: 'name != \'row 2\'' }], steps: [],
      split: { method: 'random', validation: 0.1, test: 0.2, seed: 1 },
    }
    const all = await page({ limit: 4, recipe })
    expect([all.rowNumbers, all.dropped]).toEqual([[0, 1, 2, 3], ['a missing value of the "n"', null, "does not pass the filter name != 'row 2'", 'a missing value of the "n"']])
    const kept = await page({ limit: 4, recipe, keptOnly: true })
    expect([kept.rowNumbers, kept.total]).toEqual([[1, 4, 5, 7], 3332])
    const sorted = await page({ recipe, keptOnly: true, filter: "flag = 'yes'", sort: { column: 'name', descending: false } })
    expect(sorted.rows.map((r) => r[1])).toEqual(['row 10', 'row 100', 'row 1000'])
    expect(sorted.total).toBe(1665)
    // A recipe that cannot be done marks nothing; its kept rows cannot be shown.
    const none: Recipe = { ...recipe, rows: [{ kind: 'filter', expression: "name = 'nobody'" }] }
    expect((await page({ recipe: none })).dropped).toBeUndefined()
    await expect(page({ recipe: none, keptOnly: true })).rejects.toMatchObject({ code: 'recipe-invalid' })
  })

  describe('of a table whose rows are compared with a test file', () => {
    const write = async (name: string, text: string) => {
      await writeFile(join(folder, name), text)
      return join(folder, name)
    }
    const table = async (name: string) => ({ path: await write(name, 'x,y\n1,a\n2,b\n3,a\n4,b\n'), reading: {}, tmp: join(folder, 'tmp'), offset: 0, limit: 4 })
    const comparing = (testFile: string): Recipe => ({
      task: 'classification', target: 'y', columns: { features: ['x'], ignored: [], types: {} }, rows: [{ kind: 'drop-test-twins' }], steps: [],
      split: { method: 'random', validation: 0.1, test: 0, seed: 1, testFile },
    })
    const marked = ({ dropped }: Awaited<ReturnType<typeof readPage>>) => dropped?.map((reason) => reason !== null)

    it('marks the rows by what is in the test file now', async () => {
      const source = await table('compared.csv')
      const recipe = comparing(await write('test-of-it.csv', 'x,y\n2,b\n'))
      expect(marked(await readPage(store, { ...source, recipe }))).toEqual([false, true, false, false])
      await write('test-of-it.csv', 'x,y\n3,a\n4,b\n')
      expect(marked(await readPage(store, { ...source, recipe }))).toEqual([false, false, true, true])
      const kept = await readPage(store, { ...source, recipe, keptOnly: true })
      expect([kept.rowNumbers, kept.total]).toEqual([[0, 1], 2])
    })

    it('finds them again where the table had to make room meanwhile', async () => {
      const source = await table('evicted.csv')
      const others = await Promise.all(['other-1.csv', 'other-2.csv'].map(table))
      const recipe = comparing(await write('test-of-evicted.csv', 'x,y\n2,b\n'))
      await readPage(store, { ...source, recipe })
      // All at once: whatever the first asks of the tables, the others may come between.
      const [kept] = await Promise.all([readPage(store, { ...source, recipe, keptOnly: true }), ...others.map((other) => readPage(store, other))])
      expect([kept.rowNumbers, kept.total]).toEqual([[0, 2, 3], 3])
    })

    it('is shown without marks where the test file is gone; the rows that are kept cannot be told then', async () => {
      const source = await table('without.csv')
      const testFile = await write('gone.csv', 'x,y\n2,b\n')
      await rm(testFile)
      const page = await readPage(store, { ...source, recipe: comparing(testFile) })
      expect([page.total, page.dropped]).toEqual([4, undefined])
      await expect(readPage(store, { ...source, recipe: comparing(testFile), keptOnly: true })).rejects.toMatchObject({ code: 'file-not-found' })
    })
  })
})

describe('cells as the file writes them', () => {
  it('are there after a profile that did not need them', async () => {
    const spelled = join(folder, 'spelled.csv')
    await writeFile(spelled, `n,word\n${'1.50,a\n007,b\n+2,c\n1e3,d\n0.10,e\n'.repeat(20)}`)
    const source = { path: spelled, reading: {}, tmp: join(folder, 'tmp') }
    const opened = await openTable(store, source, { emit: () => undefined, signal: new AbortController().signal })
    expect(opened.columns[0]).toMatchObject({ type: 'number', distinct: 5, min: 0.1, max: 1000 })
    const asked = { ...source, reading: opened.reading, offset: 0, limit: 5 }
    expect((await readPage(store, asked)).rows.map(([n]) => n)).toEqual(['1.50', '007', '+2', '1e3', '0.10'])
    expect((await readPage(store, { ...asked, sort: { column: 'n', descending: true }, limit: 1 })).rows).toEqual([['1e3', 'd']])
  })
})
