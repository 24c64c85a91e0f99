import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { audit as auditSchema } from '@shared/dataset/audit'
import type { Audit, FindingKind } from '@shared/dataset/audit'
import { guessRecipe } from '@shared/recipe/guess'
import type { GuessOptions } from '@shared/recipe/guess'
import { createRandom } from '@shared/maths/random'
import { applyRemedy } from '@shared/recipe/remedies'
import type { Remedy } from '@shared/recipe/remedies'
import type { Recipe } from '@shared/recipe/recipe'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exploreTable } from '../explore'
import { openTable } from '../open-table'
import { readPage } from '../page'
import { planRows } from '../plan-rows'
import { TableStore } from '../table/table-store'
import { auditTable } from './audit'
import { findEvidence } from './evidence'

const songs = process.env['CROSSFADE_SONGS'] ?? ''
const wine = join(dirname(songs), 'winequality.csv')
const penguins = resolve(__dirname, '../../../../resources/samples/palmer_penguins.csv')
const context = { emit: () => undefined, signal: new AbortController().signal }

let folder: string
let store: TableStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-audit-'))
  store = new TableStore()
})
afterEach(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true })
})

async function guess(path: string, target: string, options?: GuessOptions) {
  const source = { path, reading: {}, tmp: join(folder, 'tmp') }
  const opened = await openTable(store, source, context)
  return { source, recipe: guessRecipe(opened.columns, opened.rows, target, options) }
}

async function audit(path: string, target: string, options?: GuessOptions, edit: (recipe: Recipe) => Recipe = (r) => r) {
  const { source, recipe } = await guess(path, target, options)
  const edited = edit(recipe)
  const result = await auditTable(store, { ...source, recipe: edited }, context)
  expect(auditSchema.parse(result)).toEqual(result)
  return { source, recipe: edited, result }
}

async function table(lines: readonly string[]): Promise<string> {
  const path = join(folder, 'table.csv')
  await writeFile(path, `${lines.join('\n')}\n`)
  return path
}

const kinds = (result: Audit): FindingKind[] => result.findings.map((f) => f.kind)

describe('the audit of clean tables', () => {
  it('says of the penguins only that they are sorted', async () => {
    const { result } = await audit(penguins, 'species')
    expect(kinds(result)).toEqual(['sorted-by-target'])
    expect(result).toMatchObject({ duplicates: { rows: 0 }, conflicts: { rows: 0, ceilingAccuracy: 1 }, twins: { testRows: 0 }, suspicious: [], groups: [] })
  })

  it.skipIf(!existsSync(wine))('says of the wine only its true duplicates', async () => {
    const { result } = await audit(wine, 'quality', { task: 'regression' })
    expect(kinds(result)).toEqual(['twins', 'duplicates'])
    expect(result.duplicates).toEqual({ rows: 1177, groups: 992 })
    expect(result.conflicts).toMatchObject({ ceilingAccuracy: null, ceilingR2: 1 })
  })
})

describe('the audit of the songs', () => {
  const twelve = 'popularity,duration_ms,danceability,energy,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo'.split(',')

  it.skipIf(!existsSync(songs))('finds by itself what nobody had seen', async () => {
    const { result, source, recipe } = await audit(songs, 'track_genre', { features: twelve })
    expect(result.rows).toBe(114_000)
    expect(result.duplicates).toEqual({ rows: 450, groups: 444 })
    expect(result.conflicts.ceilingAccuracy).toBeCloseTo(0.797, 3)
    expect(Math.abs(result.twins.share - 0.33)).toBeLessThan(0.01)
    expect(result.sortedByTarget).toBe(true)
    expect(result.suspicious.filter((s) => s.column === 'unnamed').map((s) => s.kind)).toEqual(['giveaway', 'index'])
    expect(result.groups[0]).toMatchObject({ column: 'track_id', keys: 89_741 })
    expect(result.groups[0]?.share).toBeCloseTo(0.353, 3)
    expect(kinds(result).slice(0, 3)).toEqual(['shared-key', 'twins', 'conflicts'])
    const evidence = await findEvidence(store, { ...source, recipe, kind: 'shared-key', column: 'track_id', offset: 0, limit: 9 })
    const page = await readPage(store, { ...source, offset: 0, limit: 9, only: [...evidence.rows] })
    expect(new Set(page.rows.map((row) => row[1])).size).toBe(1)
    // The remedy does away with the finding, and with nearly all twins.
    const fix = result.findings[0]?.remedy
    if (!fix) throw new Error('no remedy')
    const after = await auditTable(store, { ...source, recipe: applyRemedy(recipe, fix) }, context)
    expect(kinds(after)).not.toContain('shared-key')
    expect(after.twins.share).toBeLessThan(0.1)
  })

  it.skipIf(!existsSync(songs))('calls the index the worst of all once it is a feature', async () => {
    const { result } = await audit(songs, 'track_genre', { features: ['unnamed', ...twelve] })
    expect(result.findings[0]).toMatchObject({ kind: 'giveaway', column: 'unnamed', harm: 1, remedy: { kind: 'ignore-column' } })
  })
})

describe('the audit of tables made for it', () => {
  const pseudo = (i: number) => createRandom(i).float()

  it('tells a copy of the target, a constant, a near-constant and an index', async () => {
    const lines = Array.from({ length: 400 }, (_, i) => {
      const y = pseudo(i) < 0.5 ? 'a' : 'b'
      return [i, y === 'a' ? 7 : 9, 1, i === 3 ? 5 : 4, pseudo(i + 1000).toFixed(6), y].join(',')
    })
    const features = ['row', 'copy', 'same', 'nearly', 'x']
    const { result } = await audit(await table(['row,copy,same,nearly,x,y', ...lines]), 'y', { features })
    expect(result.suspicious.map((s) => [s.column, s.kind])).toEqual([['row', 'index'], ['copy', 'target-copy'], ['same', 'constant'], ['nearly', 'near-constant']])
    expect(result.findings.map((f) => f.column)).toEqual(['copy', 'row', 'same', 'nearly'])
  })

  it('names what tells rows apart: numbers by their name, texts by never coming again', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => [15_000_000 + ((i * 37) % 60), `K-${(i * 7) % 60}-x`, `someone ${i >> 1}`, pseudo(i).toFixed(6), i % 2 === 0 ? 'stay' : 'leave'].join(','))
    const { result } = await audit(await table(['CustomerId,code,who,paid,y', ...lines]), 'y')
    expect(result.suspicious.map((s) => [s.column, s.kind])).toEqual([['CustomerId', 'identifier'], ['code', 'identifier']])
  })

  it('gives the best possible R² where equal features have other values', async () => {
    // Pairs of equal x: within each pair y differs by 2, between pairs the mean is x.
    const lines = Array.from({ length: 100 }, (_, i) => `${i >> 1},${(i >> 1) + (i % 2 === 0 ? -1 : 1)}`)
    const { result } = await audit(await table(['x,y', ...lines]), 'y', { task: 'regression', features: ['x'] })
    const total = lines.map((l) => Number(l.split(',')[1])).reduce((sum, y) => sum + (y - 24.5) ** 2, 0)
    expect(result.conflicts.ceilingR2).toBeCloseTo(1 - 100 / total, 12)
    expect(result.conflicts.rows).toBe(100)
  })

  it('names classes that are too rare and too large, stray texts, infinities, missing targets and lines that were not read', async () => {
    const lines = Array.from({ length: 300 }, (_, i) => [i === 7 ? 'n.b.' : (pseudo(i) * 10).toFixed(4), i === 9 ? 'inf' : pseudo(i + 500).toFixed(5), i < 290 ? 'many' : i < 298 ? 'few' : ''].join(','))
    const { result } = await audit(await table(['a,b,y', ...lines, '1,2', '1,2,3,4']), 'y', { features: ['a', 'b'] })
    expect(new Set(kinds(result))).toEqual(new Set(['imbalance', 'rare-classes', 'stray-text', 'infinite', 'missing-target', 'rejected-lines']))
    const stray = result.findings.find((f) => f.kind === 'stray-text')
    expect(stray).toMatchObject({ column: 'a', evidenceRows: 1, remedy: { kind: 'set-type', type: 'number' } })
  })

  it('warns of a sorted file only where the split goes by its order', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => `${pseudo(i).toFixed(5)},${i < 100 ? 'a' : 'b'}`)
    const path = await table(['x,y', ...lines])
    expect((await audit(path, 'y')).result.findings[0]?.harm).toBeLessThan(0.1)
    const ordered = await audit(path, 'y', {}, (r) => ({ ...r, split: { ...r.split, method: 'ordered' } }))
    expect(ordered.result.findings[0]).toMatchObject({ kind: 'sorted-by-target', remedy: { kind: 'split-stratified' } })
    expect(ordered.result.findings[0]?.harm).toBeGreaterThan(0.9)
  })

  it('drops duplicates by remedy, and then says nothing of them', async () => {
    const lines = Array.from({ length: 240 }, (_, i) => `${pseudo(i).toFixed(5)},${i % 2 === 0 ? 'a' : 'b'}`)
    const path = await table(['x,y', ...lines, ...lines.slice(0, 30)])
    const before = await audit(path, 'y')
    expect(before.result.duplicates).toEqual({ rows: 30, groups: 30 })
    const fix = before.result.findings.find((f) => f.kind === 'duplicates')?.remedy
    if (!fix) throw new Error('no remedy')
    const after = await auditTable(store, { ...before.source, recipe: applyRemedy(before.recipe, fix) }, context)
    expect(kinds(after)).toEqual([])
  })

  it('says what a part of a few rows is worth', async () => {
    const path = await table(['x,y', ...Array.from({ length: 12 }, (_, i) => `${pseudo(i).toFixed(5)},${i % 2 === 0 ? 'a' : 'b'}`)])
    const { result } = await audit(path, 'y')
    const found = result.findings.find((f) => f.kind === 'few-rows')
    expect(found?.sentence).toBe('The validation part has 1 row and the test part 2: one row more or less right moves its accuracy by 100 points. Believe a figure only over several splits.')
    expect(result.findings[0]).toBe(found)
    const regression = await audit(path, 'x', { task: 'regression' }, (r) => ({ ...r, split: { ...r.split, validation: 0 } }))
    expect(regression.result.findings.find((f) => f.kind === 'few-rows')?.sentence).toMatch(/^The test part has 2 rows: a single odd row decides/)
  })

  it('finds the twins of test rows that lie in a file of their own, and the rows that show them', async () => {
    const line = (i: number) => `${i},${(i * 7) % 90},${i % 2 === 0 ? 'a' : 'b'}`
    const path = await table(['n,x,y', ...Array.from({ length: 300 }, (_, i) => line(i)), line(5)])
    const testFile = join(folder, 'other.csv')
    // Other order of columns and other spellings: the last has no target that the table knows, so it is no test row.
    const test = (i: number, more: string) => `${i % 2 === 0 ? 'a' : 'b'},${(i * 7) % 90}.0,${i}${more}`
    await writeFile(testFile, `y,x,n,more\n${[5, 6, 7].map((i) => test(i, ',1')).join('\n')}\n${Array.from({ length: 40 }, (_, i) => test(1000 + i, ',2')).join('\n')}\nz,0,0,1\n`)
    const { result, source, recipe } = await audit(path, 'y', { features: ['n', 'x'] }, (r) => ({ ...r, split: { ...r.split, testFile } }))
    expect(result.twins).toEqual({ testRows: 3, share: 3 / 43 })
    const found = result.findings.find((f) => f.kind === 'twins')
    expect(found).toMatchObject({ evidenceRows: 4, sentence: '3 of 43 test rows of other.csv (7.0 %) have an exact twin in this table: a model can know them by heart.' })
    const evidence = await findEvidence(store, { ...source, recipe, kind: 'twins', column: null, offset: 0, limit: 10 })
    expect([evidence.rows, evidence.total]).toEqual([[5, 300, 6, 7], 4])
    const without = { ...recipe, columns: { ...recipe.columns, features: ['n', 'x'] }, split: { ...recipe.split, testFile: join(folder, 'bare.csv') } }
    await writeFile(without.split.testFile, 'y,n\na,1\n')
    // The remedy leaves the test file as it is, and takes the row too whose equal there has another target.
    const remedied = applyRemedy(recipe, found?.remedy as Remedy)
    const mended = await auditTable(store, { ...source, recipe: remedied }, context)
    expect([mended.twins, mended.findings.some((f) => f.kind === 'twins')]).toEqual([{ testRows: 0, share: 0 }, false])
    expect(await planRows(store, { ...source, recipe: remedied }, context)).toMatchObject({ rows: 301, kept: 296, dropped: [{ reason: 'equal features to a row of the test file', rows: 5 }], split: { test: 43 } })
    const page = { ...source, offset: 4, limit: 4, recipe: remedied }
    for (let time = 0; time < 2; time++) expect((await readPage(store, page)).dropped).toEqual([null, ...Array.from({ length: 3 }, () => 'equal features to a row of the test file')])
    expect((await exploreTable(store, { ...source, recipe: remedied }, context)).rowsLookedAt).toBe(296)
    await expect(planRows(store, { ...source, recipe: { ...recipe, rows: remedied.rows, split: { method: 'random', validation: 0.1, test: 0.2, seed: 1 } } }, context)).rejects.toMatchObject({ code: 'recipe-invalid', message: expect.stringContaining('needs a test file') as string })
    await expect(auditTable(store, { ...source, recipe: without }, context)).rejects.toMatchObject({ code: 'column-not-found', message: expect.stringContaining('has no column x') as string })
  })
})
