import { describe, expect, it } from 'vitest'
import { meanScores, sumOfScores } from './mean-scores'

const rounded = (values: Float32Array) => Array.from(values, (value) => Number(value.toFixed(6)))

describe('meanScores', () => {
  it('averages probabilities, whatever the outputs are', () => {
    const softmax = { scores: Float32Array.of(0.5, 0.25, 0.25), output: 'softmax' as const }
    // Sigmoids are divided by their sum first: 0.8, 0.1, 0.1.
    const sigmoid = { scores: Float32Array.of(0.8, 0.1, 0.1), output: 'sigmoid' as const }
    expect(rounded(meanScores([softmax, sigmoid], 1, 3))).toEqual([0.65, 0.175, 0.175])
  })

  it('takes one unit on two classes as the score of the second', () => {
    const one = { scores: Float32Array.of(0.2, 0.9), output: 'sigmoid' as const }
    const two = { scores: Float32Array.of(0.4, 0.6, 0.5, 0.5), output: 'softmax' as const }
    expect(rounded(meanScores([one, two], 2, 2))).toEqual([0.6, 0.4, 0.3, 0.7])
  })

  it('counts what other models said before as often as they are', () => {
    const member = { scores: Float32Array.of(0.9, 0.1), output: 'softmax' as const }
    const earlier = { sums: Float32Array.of(0.6, 1.4), models: 2 }
    expect(rounded(meanScores([member], 1, 2, earlier))).toEqual([0.5, 0.5])
    expect(rounded(sumOfScores([member], 1, 2, earlier))).toEqual([1.5, 1.5])
    expect(() => meanScores([member], 1, 2, { sums: Float32Array.of(1, 1, 1), models: 2 })).toThrow(/3 scores a row, and there are 2/)
  })

  it('averages the predictions of regressions', () => {
    expect(rounded(meanScores([1, 3].map((value) => ({ scores: Float32Array.of(value, -value), output: 'linear' as const })), 2, null))).toEqual([2, -2])
  })
})
