import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { npyHeader } from '@shared/npy'
import { createRandom } from '@shared/maths/random'
import { expect, it } from 'vitest'
import { conformalQuantile, errorQuantile } from './error-quantile'

it('takes the ceil((n + 1) · coverage)-th smallest error', () => {
  const errors = Float64Array.from({ length: 19 }, (_, i) => 19 - i)
  expect(conformalQuantile(errors, 0.95)).toBe(19)
  expect(conformalQuantile(errors, 0.9)).toBe(18)
  expect(conformalQuantile(errors.subarray(0, 18), 0.95)).toBeNull()
})

it('holds a new row as often as it says', () => {
  const random = createRandom(7)
  const draw = () => random.float() + random.float() - 1
  let inside = 0
  for (let round = 0; round < 2000; round++) {
    const half = conformalQuantile(Float64Array.from({ length: 59 }, () => Math.abs(draw())), 0.9) ?? NaN
    if (Math.abs(draw()) <= half) inside += 1
  }
  // Exactly 0.9 in expectation for n + 1 = 60; four standard errors of 2000 draws.
  expect(Math.abs(inside / 2000 - 0.9)).toBeLessThan(4 * Math.sqrt((0.9 * 0.1) / 2000))
})

it('reads the errors of a run, and answers null for one without validation rows', () => {
  const dir = mkdtempSync(join(tmpdir(), 'crossfade-quantile-'))
  expect(errorQuantile(dir, 0.5)).toBeNull()
  mkdirSync(join(dir, 'scores'))
  const write = (name: string, values: readonly number[]) =>
    writeFileSync(join(dir, 'scores', name), Buffer.concat([npyHeader('float32', [values.length]), Buffer.from(Float32Array.from(values).buffer)]))
  write('validation.npy', [1, 2, 3])
  write('validation-labels.npy', [1.5, 2, 1])
  expect(errorQuantile(dir, 0.5)).toBe(0.5)
  rmSync(dir, { recursive: true })
})

it('keeps its nominal coverage on held-out rows of a fitted model, whose errors grow with x', () => {
  const random = createRandom(11)
  const draw = () => {
    const x = random.float()
    return { x, y: 3 * x + (0.2 + x) * (random.float() + random.float() - 1) }
  }
  // A least squares line through the origin, on rows of its own.
  const training = Array.from({ length: 500 }, draw)
  const slope = training.reduce((sum, { x, y }) => sum + x * y, 0) / training.reduce((sum, { x }) => sum + x * x, 0)
  const [validation, heldOut] = [Array.from({ length: 800 }, draw), Array.from({ length: 8000 }, draw)]
  const dir = mkdtempSync(join(tmpdir(), 'crossfade-coverage-'))
  mkdirSync(join(dir, 'scores'))
  const write = (name: string, values: readonly number[]) =>
    writeFileSync(join(dir, 'scores', name), Buffer.concat([npyHeader('float32', [values.length]), Buffer.from(Float32Array.from(values).buffer)]))
  write('validation.npy', validation.map(({ x }) => slope * x))
  write('validation-labels.npy', validation.map(({ y }) => y))
  for (const coverage of [0.5, 0.8, 0.9, 0.95, 0.99]) {
    const half = errorQuantile(dir, coverage) ?? NaN
    const inside = heldOut.filter(({ x, y }) => Math.abs(y - slope * x) <= half).length / heldOut.length
    // Both the validation rows and the held-out rows are samples.
    expect(Math.abs(inside - coverage)).toBeLessThan(4 * Math.sqrt(coverage * (1 - coverage) * (1 / validation.length + 1 / heldOut.length)))
  }
  rmSync(dir, { recursive: true })
})
