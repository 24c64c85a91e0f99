import { describe, expect, it } from 'vitest'
import type { Configuration } from '@shared/study/ranking'
import { heatAxis, heatCells } from './heat-cells'

const combination = (values: Record<string, unknown>, objective: number): Configuration => ({ configuration: 1, values, trials: [1], objective, standardDeviation: null, measured: 1 })

describe('a heat map of two settings', () => {
  const width = heatAxis({ kind: 'choice', path: 'w', values: [16, 64] })
  const rate = heatAxis({ kind: 'float', path: 'r', low: 1e-4, high: 1e-1, log: true })

  it('has a row for each value and stretches of a range on its scale', () => {
    expect(width.labels).toEqual([[16], [64]])
    expect(rate.labels).toHaveLength(6)
    expect(rate.cellOf(1e-4)).toBe(0)
    expect(rate.cellOf(0.0099)).toBe(3)
    expect(rate.cellOf(1e-1)).toBe(5)
  })

  it('shows means, and nothing where nothing was tried', () => {
    const cells = heatCells([combination({ w: 16, r: 1e-4 }, 0.2), combination({ w: 16, r: 1.1e-4 }, 0.4), combination({ w: 64 }, 0.9)], { path: 'w', axis: width }, { path: 'r', axis: rate })
    expect(cells[0]?.[0]?.mean).toBeCloseTo(0.3)
    expect(cells[0]?.[0]?.count).toBe(2)
    expect(cells[1]?.every((cell) => cell.mean === null)).toBe(true)
  })

  it('puts a trial by hand beside the nearest step', () => {
    const steps = heatAxis({ kind: 'float', path: 'r', low: 0, high: 1, steps: 5 })
    expect([0.5, 0.26, 7].map(steps.cellOf)).toEqual([2, 1, 4])
  })
})
