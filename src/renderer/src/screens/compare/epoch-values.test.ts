import { describe, expect, it } from 'vitest'
import { comparison } from '@shared/compare/fixtures/comparison'
import type { RunCurves } from '@shared/compare/run-curves'
import { epochIndex, epochRows } from './epoch-values'

const curves = (run: string, loss: readonly number[], accuracy: readonly number[]): RunCurves => ({
  run,
  epoch: Float64Array.from(loss, (_, i) => i + 1),
  step: Float64Array.from(loss, (_, i) => 10 * (i + 1)),
  samples: Float64Array.from(loss, (_, i) => 100 * (i + 1)),
  ms: Float64Array.from(loss, (_, i) => 1000 * (i + 1)),
  training: { loss: Float64Array.from(loss) },
  validation: { loss: Float64Array.from(loss), accuracy: Float64Array.from(accuracy) },
})
const [a, b] = comparison.runs.map(({ id }) => id)
const both = [curves(a ?? '', [3, 2, 2.5], [0.1, 0.3, 0.2]), curves(b ?? '', [2, NaN], [0.2, 0.25])]
const rows = (choice: Parameters<typeof epochRows>[3], ranked = true) => epochRows(comparison.runs, both, 'validation', choice, { ranked, oneLoss: true })

describe('epochRows', () => {
  it('takes the best epoch of each run by itself', () => {
    // Both were scored at epoch 2.
    expect(rows('best').map(({ metric, cells }) => [metric, cells.map(({ value }) => value)])).toEqual([
      ['accuracy', [0.3, 0.25]],
      ['loss', [2, null]],
    ])
  })

  it('takes the last epoch of each, and marks the better value', () => {
    const [accuracy] = rows('last')
    expect(accuracy?.cells.map(({ best }) => best)).toEqual([false, true])
    expect(accuracy?.cells[1]?.delta).toBeCloseTo(0.05, 12)
  })

  it('has no value where a run did not come to the chosen epoch', () => {
    expect(rows(3)[0]?.cells.map(({ value }) => value)).toEqual([0.2, null])
  })

  it('ranks nothing that cannot be compared', () => {
    expect(rows('last', false).every(({ cells }) => cells.every(({ best, delta }) => !best && delta === null))).toBe(true)
  })
})

describe('epochIndex', () => {
  it('finds no place for an epoch that is not there', () => {
    expect(epochIndex(both[0] as RunCurves, 9, null)).toBeNull()
    expect(epochIndex(both[0] as RunCurves, 'best', null)).toBeNull()
  })
})
