import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { npyHeader } from '@shared/npy'
import type { SliceName } from '@shared/run/slices'
import { wilsonInterval } from '@shared/statistics/wilson'
import { writeScoredRun } from '../compare/fixtures/scored-run'
import { CompareMemory } from '../compare/memory'
import { measureSlices } from './measure-slices'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'crossfade-slices-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const rows = 60
const labels = Array.from({ length: rows }, (_, row) => row % 2)
/** Wrong in every fifth row. */
const scores = Float32Array.from({ length: 2 * rows }, (_, i) => {
  const row = i >> 1
  const right = row % 5 !== 0
  return (i % 2 === labels[row]) === right ? 0.8 : 0.2
})
const names: readonly SliceName[] = ['even fives', 'others', 'nobody'].map((name) => ({ name, kind: 'value', range: null }))

function sliced(id: string, keys?: readonly number[]) {
  const dir = writeScoredRun(folder, { id, name: id, scores, labels, classNames: ['no', 'yes'], ...(keys === undefined ? {} : { keys }) })
  const codes = Int32Array.from({ length: rows }, (_, row) => (row % 10 === 0 ? 0 : 1))
  const path = join(folder, `${id}.npy`)
  writeFileSync(path, Buffer.concat([npyHeader('int32', [rows]), new Uint8Array(codes.buffer)]))
  return measureSlices({ dir, on: 'test', codes: path, slices: [...names], resamples: 500, seed: 1 }, new CompareMemory())
}

it('measures the rows of each slice by themselves, and leaves out slices without rows', () => {
  const { overall, slices } = sliced('aaaaa')
  expect(slices.map(({ name, rows: count }) => [name, count])).toEqual([['even fives', 6], ['others', 54]])
  expect(overall.metrics['accuracy']?.value).toBeCloseTo(48 / 60, 12)
  expect(slices[0]?.metrics['accuracy']).toEqual({ value: 0, interval: [...wilsonInterval(0, 6)], method: 'wilson' })
  expect(slices[1]?.metrics['accuracy']?.value).toBeCloseTo(48 / 54, 12)
})

it('gives no interval where too few keys could tell one', () => {
  // Five keys of twelve rows.
  const { overall, slices } = sliced('bbbbb', Array.from({ length: rows }, (_, row) => Math.floor(row / 12)))
  expect(slices[0]?.metrics['accuracy']).toEqual({ value: 0, interval: null, method: null })
  expect(overall.metrics['accuracy']?.interval).toBeNull()
})
