import { expect, it } from 'vitest'
import { writePrepared } from '../fixtures/synthetic-run'
import { temporaryFolder } from '../fixtures/temporary-folder'
import { readPrepared } from './prepared-data'
import type { PreparedData } from './prepared-data'
import { rowWeights } from './row-weights'

/** Six training rows of classes a, a, a, b, b, c. */
function sixRows(weights: Float32Array | null): Promise<PreparedData> {
  const dir = temporaryFolder('crossfade-weights-')
  const labels = Float32Array.of(0, 0, 0, 1, 1, 2)
  writePrepared(dir, { features: new Float32Array(6), labels, sourceRows: Int32Array.of(0, 1, 2, 3, 4, 5), weights, names: ['x'], classes: ['a', 'b', 'c'], split: { train: 6, validation: 0, test: 0 } })
  return readPrepared(dir)
}

it('balances classes as scikit-learn does', async () => {
  // compute_class_weight('balanced', classes=[0, 1, 2], y=[0, 0, 0, 1, 1, 2]): 2/3, 1, 2.
  const found = rowWeights(await sixRows(null), 'balanced')
  expect([...(found ?? [])].map((weight) => Number(weight.toFixed(6)))).toEqual([0.666667, 0.666667, 0.666667, 1, 1, 2])
})

it('multiplies given class weights with the weight column, which has mean 1', async () => {
  const found = rowWeights(await sixRows(Float32Array.of(1, 2, 3, 1, 2, 3)), { a: 2, c: 10 })
  expect([...(found ?? [])]).toEqual([1, 2, 3, 0.5, 1, 15])
})

it('is none without either, and refuses a class that is not there', async () => {
  const data = await sixRows(null)
  expect(rowWeights(data, 'none')).toBeNull()
  expect(() => rowWeights(data, { d: 1 })).toThrow(/"d"/)
})
