import { describe, expect, it } from 'vitest'
import { changedCells, differencePixels } from './difference-matrix'
import { inOrder } from './dumbbell'

const a = Int32Array.of(5, 1, 2, 3)
const b = Int32Array.of(8, 0, 3, 3)

describe('changedCells', () => {
  it('lists mistakes that became more or fewer, hits only where asked for', () => {
    expect(changedCells(a, b, 2, 10)).toEqual([
      { truth: 0, predicted: 1, a: 1, b: 0 },
      { truth: 1, predicted: 0, a: 2, b: 3 },
    ])
    expect(changedCells(a, b, 2, 1, true)).toEqual([{ truth: 0, predicted: 0, a: 5, b: 8 }])
  })
})

describe('differencePixels', () => {
  it('colours more hits and fewer mistakes as better, more mistakes as worse', () => {
    const pixels = differencePixels(a, b, [0, 1], { none: '#000000', better: '#0000ff', worse: '#ff0000' })
    const at = (cell: number) => [...pixels.subarray(4 * cell, 4 * cell + 3)]
    expect(at(0)).toEqual([0, 0, 255])
    expect(at(1)[2]).toBeGreaterThan(0)
    expect(at(2)[0]).toBeGreaterThan(0)
    expect(at(3)).toEqual([0, 0, 0])
  })
})

describe('inOrder', () => {
  const row = (name: string, before: number, after: number) => ({ name, support: 1, a: before, b: after })
  const rows = [row('x', 0.1, 0.2), row('y', 0.5, 0.1), row('z', 0.3, 0.3)]

  it('puts gains, losses or changes first', () => {
    expect(inOrder(rows, 'gain').map(({ name }) => name)).toEqual(['x', 'z', 'y'])
    expect(inOrder(rows, 'loss').map(({ name }) => name)).toEqual(['y', 'z', 'x'])
    expect(inOrder(rows, 'change').map(({ name }) => name)).toEqual(['y', 'x', 'z'])
  })
})
