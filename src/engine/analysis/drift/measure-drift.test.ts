import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '@shared/maths/random'
import { npyHeader } from '@shared/npy'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { measureDrift } from './measure-drift'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'crossfade-drift-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const still = { emit: () => undefined, signal: new AbortController().signal }

/** Inputs of five columns: two numbers, then three categories. */
function write(name: string, rows: readonly (readonly number[])[]): string {
  const path = join(dir, name)
  writeFileSync(path, Buffer.concat([npyHeader('float32', [rows.length, 5]), Buffer.from(Float32Array.from(rows.flat()).buffer)]))
  return path
}

const columns = [
  { column: 'steady', kind: 'numbers' as const, features: [0], names: ['steady'], unseen: 0 },
  { column: 'moved', kind: 'numbers' as const, features: [1], names: ['moved'], unseen: 0 },
  { column: 'town', kind: 'categories' as const, features: [2, 3, 4], names: ['Aa', 'Bb', 'Cc'], unseen: 30 },
]

it('puts the columns that moved first, with the shares of their values before and now', async () => {
  const random = createRandom(3)
  const row = (shift: number, town: number) => [random.float(), random.float() + shift, ...[0, 1, 2].map((place) => (place === town ? 1 : 0))]
  const training = write('before.npy', Array.from({ length: 1000 }, (_, i) => row(0, i % 2)))
  // Rows beyond the training rows play no part; of the new ones, every tenth has a town that training had not.
  const incoming = write('now.npy', Array.from({ length: 300 }, (_, i) => row(2, i % 10 === 0 ? 9 : 0)))
  const told: number[] = []
  const found = await measureDrift({ training, trainingRows: 900, incoming, columns }, { ...still, emit: ({ done }) => told.push(done) })
  expect(found.map(({ column, verdict }) => [column, verdict])).toEqual([['moved', 'far'], ['town', 'far'], ['steady', 'same']])
  expect(told).toEqual([0, 1, 2])
  const [moved, town, steady] = found
  expect(moved?.distance).toBe(1)
  expect(town?.unseen).toBeCloseTo(0.1, 10)
  expect(town?.shape).toMatchObject({ kind: 'categories', names: ['Bb', 'Aa', 'none of these', 'Cc'] })
  expect(town?.shape.now[1]).toBeCloseTo(0.9, 6)
  for (const { shape } of found) for (const shares of [shape.before, shape.now]) expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6)
  // Everything new lies beyond the last bin of what moved.
  expect(moved?.shape.now[19]).toBeCloseTo(1, 6)
  expect(steady?.shape.now[19]).toBeLessThan(0.15)
})

it('survives a column that never varied', async () => {
  const path = write('same.npy', Array.from({ length: 20 }, () => [1, 1, 1, 0, 0]))
  const found = await measureDrift({ training: path, trainingRows: 20, incoming: path, columns }, still)
  expect(found.every(({ psi, shape }) => psi === 0 && [...shape.before, ...shape.now].every(Number.isFinite))).toBe(true)
})

it('ends where nobody wants it any more, and says so where there are no rows', async () => {
  const path = write('some.npy', [[1, 2, 1, 0, 0]])
  const over = new AbortController()
  over.abort()
  await expect(measureDrift({ training: path, trainingRows: 1, incoming: path, columns }, { ...still, signal: over.signal })).rejects.toMatchObject({ code: 'cancelled' })
  await expect(measureDrift({ training: path, trainingRows: 1, incoming: write('none.npy', []), columns }, still)).rejects.toMatchObject({ code: 'file-empty' })
})
