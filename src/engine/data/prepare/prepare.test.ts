import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { guessRecipe } from '@shared/recipe/guess'
import { pipeline } from '@shared/recipe/pipeline'
import { prepared } from '@shared/recipe/prepared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTable } from '../open-table'
import { readNpy } from '../fixtures/read-npy'
import { TableStore } from '../table/table-store'
import { prepare } from './prepare'

const samples = resolve(__dirname, '../../../../resources/samples')
const songs = process.env['CROSSFADE_SONGS']
const context = { emit: () => undefined, signal: new AbortController().signal }

let folder: string
let store: TableStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-prepare-'))
  store = new TableStore()
})
afterEach(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true })
})

async function openAndPrepare(path: string, target: string, features?: readonly string[]) {
  const source = { path, reading: {}, tmp: join(folder, 'tmp') }
  const opened = await openTable(store, source, context)
  const recipe = guessRecipe(opened.columns, opened.rows, target, features === undefined ? {} : { features })
  const input = { ...source, reading: opened.reading, sha256: opened.sha256, recipe, cache: join(folder, 'cache') }
  return { opened, recipe, input, first: await prepare(store, input, context) }
}

describe('prepare', () => {
  it('makes arrays of the penguins, in parts, and answers the second time from the cache', async () => {
    const path = join(samples, 'palmer_penguins.csv')
    const { opened, recipe, input, first } = await openAndPrepare(path, 'species')
    expect(opened.rows).toBe(344)
    expect(recipe.columns.features).toEqual(['island', 'bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g', 'sex', 'year'])
    expect(first.classes).toEqual(['Adelie', 'Chinstrap', 'Gentoo'])
    expect(first.features).toEqual([
      'island=Biscoe', 'island=Dream', 'island=Torgersen', 'bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g',
      'sex=female', 'sex=male', 'sex (missing)', 'year',
    ])
    expect(first.split).toMatchObject({ train: 241, validation: 34, test: 69, seed: 42, remarks: [] })
    const features = await readNpy(join(first.dir, 'features.npy'))
    expect(features.shape).toEqual([344, 11])
    expect(features.data.every(Number.isFinite)).toBe(true)
    expect((await readNpy(join(first.dir, 'labels.npy'))).shape).toEqual([344])
    const rows = (await readNpy(join(first.dir, 'rows.npy'))).data
    for (const part of [rows.slice(0, 241), rows.slice(241, 275), rows.slice(275)]) expect([...part]).toEqual([...part].sort((a, b) => a - b))
    expect(new Set(rows).size).toBe(344)
    expect(pipeline.parse(JSON.parse(await readFile(join(first.dir, 'pipeline.json'), 'utf8'))).fittedOn.rows).toBe(241)
    expect(prepared.parse(JSON.parse(await readFile(join(first.dir, 'prepared.json'), 'utf8'))).hash).toBe(first.hash)
    const again = await prepare(store, input, context)
    expect(again).toMatchObject({ fromCache: true, hash: first.hash, split: first.split })
    const reworded = { ...recipe, columns: { ...recipe.columns, ignored: [{ name: 'year', reason: 'words' }] } }
    expect((await prepare(store, { ...input, recipe: reworded }, context)).fromCache).toBe(true)
  })

  it('standardises numbers with the mean and the spread of the training rows', async () => {
    const { first } = await openAndPrepare(join(samples, 'palmer_penguins.csv'), 'species')
    const features = await readNpy(join(first.dir, 'features.npy'))
    const column = first.features.indexOf('body_mass_g')
    const training = Array.from({ length: first.split.train }, (_, i) => features.data[i * 11 + column] as number)
    const mean = training.reduce((a, b) => a + b, 0) / training.length
    const spread = Math.sqrt(training.reduce((a, b) => a + (b - mean) ** 2, 0) / training.length)
    expect(Math.abs(mean)).toBeLessThan(1e-6)
    expect(Math.abs(spread - 1)).toBeLessThan(1e-6)
  })

  it('refuses a file that changed since it was opened', async () => {
    const path = join(folder, 'a.csv')
    await writeFile(path, 'x,y\n1,a\n2,b\n3,a\n4,b\n')
    const { input } = await openAndPrepare(path, 'y')
    await writeFile(path, 'x,y\n1,a\n2,b\n3,a\n9,b\n')
    await expect(prepare(store, input, context)).rejects.toMatchObject({ code: 'file-changed' })
  })

  it('takes the test rows from a file of their own', async () => {
    const path = join(folder, 'table.csv')
    const testFile = join(folder, 'test.csv')
    const line = (i: number) => `${i},${i % 3 === 0 ? 'u' : 'v'},${i % 2 === 0 ? 'a' : 'b'}`
    await writeFile(path, `x,c,y\n${Array.from({ length: 100 }, (_, i) => line(i)).join('\n')}\n`)
    // Other order of columns, one class that the table has not, one row without a class.
    await writeFile(testFile, 'y,c,more,x\nb,u,1,1000\nz,u,1,1\n,u,1,1\na,new,1,\n')
    const source = { path, reading: {}, tmp: join(folder, 'tmp') }
    const opened = await openTable(store, source, context)
    const guessed = guessRecipe(opened.columns, opened.rows, 'y')
    const recipe = { ...guessed, columns: { ...guessed.columns, features: ['x', 'c'] }, split: { ...guessed.split, testFile } }
    const made = await prepare(store, { ...source, sha256: opened.sha256, recipe, cache: join(folder, 'cache') }, context)
    expect(made.split).toMatchObject({ train: 90, validation: 10, test: 2 })
    expect(made.split.remarks).toEqual([expect.stringContaining('test.csv'), expect.stringContaining('2 rows of test.csv')])
    expect(made.classCounts.test).toEqual([1, 1])
    const rows = (await readNpy(join(made.dir, 'rows.npy'))).data
    expect([...rows.slice(100)]).toEqual([100, 103])
    expect([...(await readNpy(join(made.dir, 'labels.npy'))).data.slice(100)]).toEqual([1, 0])
    const { data } = await readNpy(join(made.dir, 'features.npy'))
    expect(made.features).toEqual(['x', 'c=u', 'c=v'])
    expect(data[300] as number).toBeGreaterThan(20)
    expect([...data.slice(301, 303), ...data.slice(304, 306)]).toEqual([1, 0, 0, 0])
    await writeFile(testFile, 'y,x\nb,1\n')
    await expect(prepare(store, { ...source, sha256: opened.sha256, recipe, cache: join(folder, 'cache') }, context)).rejects.toMatchObject({ code: 'column-not-found' })
  })

  it('writes which rows share a key, those of a test file too', async () => {
    const path = join(folder, 'keyed.csv')
    const testFile = join(folder, 'keyed-test.csv')
    // Keys of three rows each; the last three rows have none.
    await writeFile(path, `id,x,y\n${Array.from({ length: 60 }, (_, i) => `${i < 57 ? `k${Math.floor(i / 3)}` : ''},${i},${i % 2 === 0 ? 'a' : 'b'}`).join('\n')}\n`)
    await writeFile(testFile, 'y,x,id\na,1,k3\nb,2,new\na,3,\nb,4,new\n')
    const source = { path, reading: {}, tmp: join(folder, 'tmp') }
    const opened = await openTable(store, source, context)
    const guessed = guessRecipe(opened.columns, opened.rows, 'y', { features: ['x'] })
    const prepareWith = (split: typeof guessed.split) =>
      prepare(store, { ...source, sha256: opened.sha256, recipe: { ...guessed, split }, cache: join(folder, 'cache') }, context)
    const made = await prepareWith({ ...guessed.split, method: 'group', group: 'id' })
    expect(made.key).toBe('id')
    const rows = (await readNpy(join(made.dir, 'rows.npy'))).data
    const keys = (await readNpy(join(made.dir, 'keys.npy'))).data
    const keyOf = (row: number) => (row < 57 ? Math.floor(row / 3) : row)
    const codes = new Map([...rows].map((row, i) => [keyOf(row), keys[i]]))
    expect([...keys]).toEqual([...rows].map((row) => codes.get(keyOf(row))))
    expect(new Set(keys).size).toBe(19 + 3)
    // Another way to split may name the key too.
    const tested = await prepareWith({ ...guessed.split, group: 'id', testFile })
    const own = (await readNpy(join(tested.dir, 'rows.npy'))).data
    const all = (await readNpy(join(tested.dir, 'keys.npy'))).data
    const [known, fresh, none, again] = [...all.slice(60)]
    expect(known).toBe(all[own.indexOf(9)])
    expect(fresh).toBe(again)
    expect(new Set([fresh, none, ...all.slice(0, 60)]).size).toBe(19 + 3 + 2)
    const plain = await prepareWith(guessed.split)
    expect([plain.key, existsSync(join(plain.dir, 'keys.npy'))]).toEqual([undefined, false])
  })

  it.skipIf(songs === undefined || !existsSync(songs))('prepares the songs: 12 inputs, 114 classes, 70/10/20', async () => {
    const twelve = 'popularity,duration_ms,danceability,energy,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo'.split(',')
    const { opened, first } = await openAndPrepare(songs ?? '', 'track_genre', twelve)
    expect(opened.rows).toBe(114_000)
    expect(opened.columns.map((c) => [c.name, c.type])).toEqual([
      ['unnamed', 'id'], ['track_id', 'id'], ['artists', 'text'], ['album_name', 'text'], ['track_name', 'text'], ['popularity', 'number'],
      ['duration_ms', 'number'], ['explicit', 'boolean'], ['danceability', 'number'], ['energy', 'number'], ['key', 'number'], ['loudness', 'number'],
      ['mode', 'number'], ['speechiness', 'number'], ['acousticness', 'number'], ['instrumentalness', 'number'], ['liveness', 'number'],
      ['valence', 'number'], ['tempo', 'number'], ['time_signature', 'number'], ['track_genre', 'category'],
    ])
    expect(first.features).toEqual(twelve)
    expect(first.classes).toHaveLength(114)
    expect(first.split).toMatchObject({ train: 79_800, validation: 11_400, test: 22_800 })
    expect(new Set(first.classCounts.test)).toEqual(new Set([200]))
    expect(guessRecipe(opened.columns, opened.rows, 'track_genre').columns.ignored.map((i) => i.name)).toEqual(['unnamed', 'track_id', 'artists', 'album_name', 'track_name'])
  })
})
