import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '@shared/maths/random'
import type { Recipe } from '@shared/recipe/recipe'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { everyStep, madeRecipe, makeTable, toCsv } from '../fixtures/made-table'
import { readNpy } from '../fixtures/read-npy'
import { hashFile } from '../file/hash-file'
import { TableStore } from '../table/table-store'
import { prepare } from './prepare'

const context = { emit: () => undefined, signal: new AbortController().signal }
let folder: string
let store: TableStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-leak-'))
  store = new TableStore()
})
afterEach(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true })
})

async function run(name: string, text: string, recipe: Recipe) {
  const path = join(folder, name)
  await writeFile(path, text)
  const made = await prepare(store, { path, reading: {}, tmp: join(folder, 'tmp'), sha256: await hashFile(path), recipe, cache: join(folder, 'cache') }, context)
  const features = await readNpy(join(made.dir, 'features.npy'))
  const width = made.features.length
  const trained = features.data.slice(0, made.split.train * width)
  const rows = (await readNpy(join(made.dir, 'rows.npy'))).data
  return {
    made,
    pipeline: await readFile(join(made.dir, 'pipeline.json'), 'utf8'),
    training: createHash('sha256').update(new Uint8Array(trained.buffer, trained.byteOffset, trained.byteLength)).digest('hex'),
    all: features.data,
    outside: [...rows.slice(made.split.train)],
  }
}

describe('nothing leaks from rows outside training', () => {
  it.each(Object.entries(everyStep))('%s', async (_name, steps) => {
    for (const method of ['random', 'stratified', 'group'] as const) {
      const recipe = madeRecipe(steps, { split: { method, validation: 0.15, test: 0.25, seed: 7, ...(method === 'group' ? { group: 'key' } : {}) } })
      const { header, cells } = makeTable(600, 11)
      const before = await run('before.csv', toCsv(header, cells), recipe)
      // Every feature of every row outside training becomes something else: extreme, missing, or a category nobody has seen.
      const random = createRandom(99)
      for (const row of before.outside) {
        const cell = cells[row]
        if (cell === undefined) throw new Error('no such row')
        cell[0] = random.float() < 0.3 ? null : String((random.float() - 0.5) * 1e9)
        cell[1] = random.float() < 0.3 ? null : String(random.below(1e9))
        cell[2] = random.float() < 0.3 ? null : `never seen ${random.below(50)}`
        cell[3] = random.float() < 0.3 ? null : random.float() < 0.99 ? 'yes' : 'no'
        cell[4] = random.float() < 0.3 ? null : '1700-01-01'
        cell[5] = String(random.below(100))
      }
      const after = await run('after.csv', toCsv(header, cells), recipe)
      expect(after.made.split.hash).toBe(before.made.split.hash)
      expect(after.pipeline).toBe(before.pipeline)
      expect(after.training).toBe(before.training)
      expect(after.all).not.toEqual(before.all)
      expect(after.all.every(Number.isFinite)).toBe(true)
    }
  })
})

describe('the same preparation', () => {
  it('has the same bits every time', async () => {
    const { header, cells } = makeTable(3000, 5)
    const recipe = madeRecipe(everyStep['the defaults'] ?? [])
    const one = await run('a.csv', toCsv(header, cells), recipe)
    await rm(join(folder, 'cache'), { recursive: true })
    const again = await run('a.csv', toCsv(header, cells), recipe)
    expect([again.made.fromCache, again.training, again.pipeline]).toEqual([false, one.training, one.pipeline])
  })
})
