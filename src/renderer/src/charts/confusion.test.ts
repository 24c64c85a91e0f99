import { describe, expect, it } from 'vitest'
import { confusionPixels, scaled, similarityOrder, topConfused } from './confusion'

const matrix = [
  [8, 0, 2],
  [1, 9, 0],
  [5, 0, 5],
]

describe('confusion', () => {
  it('turns counts into shares of the true class, of the prediction, or of the largest count', () => {
    expect(scaled(matrix, 'by-true')[0]).toEqual([0.8, 0, 0.2])
    expect(scaled(matrix, 'by-predicted')[2]?.[0]).toBeCloseTo(5 / 14, 12)
    expect(scaled(matrix, 'counts')[1]).toEqual([1 / 9, 1, 0])
  })

  it('does not divide by a class without rows', () => expect(scaled([[0, 0], [0, 3]], 'by-true')[0]).toEqual([0, 0]))

  it('lists the most frequent mistakes first', () => {
    expect(topConfused(matrix, 2)).toEqual([
      { truth: 2, predicted: 0, rows: 5, share: 0.5 },
      { truth: 0, predicted: 2, rows: 2, share: 0.2 },
    ])
  })

  it('puts classes that are taken for each other side by side', () => {
    const order = similarityOrder(matrix)
    expect([...order].sort()).toEqual([0, 1, 2])
    expect(Math.abs(order.indexOf(0) - order.indexOf(2))).toBe(1)
  })

  it('orders two interleaved groups of classes into two blocks', () => {
    const n = 20
    const groups = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 10 : i % 2 === j % 2 ? 3 : 0)))
    const parities = similarityOrder(groups).map((one) => one % 2)
    expect(parities.filter((one, index) => index > 0 && one !== parities[index - 1])).toHaveLength(1)
  })

  it('paints one opaque pixel a cell in the order asked for', () => {
    const pixels = confusionPixels(scaled(matrix, 'by-true'), [2, 0, 1], '#000000', '#ffffff')
    expect(pixels).toHaveLength(36)
    expect(pixels[0]).toBe(Math.round(Math.sqrt(0.5) * 255))
    expect(pixels[3]).toBe(255)
  })
})
