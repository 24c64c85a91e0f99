import { describe, expect, it } from 'vitest'
import { smooth } from './smooth'
import { thin, within } from './thin'
import type { Point } from './thin'

const line = (count: number, y: (x: number) => number | null): Point[] => Array.from({ length: count }, (_, x) => ({ x, y: y(x) }))

describe('thin', () => {
  it('keeps ends, peaks and order, and about as many points as asked', () => {
    const points = line(2000, (x) => (x === 777 ? 50 : Math.sin(x / 100)))
    const few = thin(points, 300)
    expect(few.length).toBeLessThanOrEqual(300)
    expect(few[0]).toEqual(points[0])
    expect(few[few.length - 1]).toEqual(points[1999])
    expect(few).toContainEqual({ x: 777, y: 50 })
    expect(few.map((point) => point.x)).toEqual([...few.map((point) => point.x)].sort((a, b) => a - b))
  })

  it('leaves few points alone', () => {
    const points = line(300, (x) => x)
    expect(thin(points, 300)).toBe(points)
  })

  it('keeps gaps', () => {
    const few = thin(
      line(1000, (x) => (x === 500 ? null : x)),
      100,
    )
    expect(few).toContainEqual({ x: 500, y: null })
  })

  it('survives a curve without a single number', () => {
    expect(thin(line(1000, () => null), 100).every((point) => point.y === null)).toBe(true)
  })
})

describe('within', () => {
  it('takes what is in view and one point on each side', () => {
    const points = line(10, (x) => x)
    expect(within(points, 3, 5).map((point) => point.x)).toEqual([2, 3, 4, 5, 6])
    expect(within(points, -5, 99)).toHaveLength(10)
    expect(within(points, 100, 200).map((point) => point.x)).toEqual([9])
  })
})

describe('smooth', () => {
  it('is the debiased exponential moving average', () => {
    // Weight 0.5 by hand: 0.5 / 0.5; (0.25 + 1) / 0.75; (0.625 + 1.5) / 0.875 for the values 1, 2, 3.
    const ys = smooth(line(3, (x) => x + 1), 0.5).map((point) => point.y)
    expect(ys[0]).toBeCloseTo(1, 12)
    expect(ys[1]).toBeCloseTo(1.25 / 0.75, 12)
    expect(ys[2]).toBeCloseTo(2.125 / 0.875, 12)
  })

  it('changes nothing at weight 0 and keeps a constant constant', () => {
    const points = line(5, () => 7)
    expect(smooth(points, 0)).toBe(points)
    for (const point of smooth(points, 0.9)) expect(point.y).toBeCloseTo(7, 12)
  })

  it('passes over a gap', () => {
    const smoothed = smooth([{ x: 0, y: 2 }, { x: 1, y: null }, { x: 2, y: 2 }], 0.9)
    expect(smoothed[1]?.y).toBeNull()
    expect(smoothed[2]?.y).toBeCloseTo(2, 12)
  })
})
