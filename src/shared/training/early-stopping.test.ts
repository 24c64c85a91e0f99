import { expect, it } from 'vitest'
import { judgeEpoch, stoppingStart } from './early-stopping'

const follow = (values: readonly (number | null)[], settings: { patience: number; minDelta: number }, mode: 'min' | 'max' = 'min') => {
  let state = stoppingStart
  for (const [index, value] of values.entries()) {
    const verdict = judgeEpoch(state, index + 1, value, mode, { monitor: 'loss', ...settings })
    state = verdict.state
    if (verdict.stop) return { state, epochs: index + 1 }
  }
  return { state, epochs: values.length }
}

it('stops after patience epochs without a gain of more than min delta', () => {
  expect(follow([1, 0.9, 0.95, 0.94, 0.93, 0.5], { patience: 3, minDelta: 0 }).epochs).toBe(5)
  expect(follow([1, 0.99, 0.98, 0.97], { patience: 3, minDelta: 0.05 }).epochs).toBe(4)
})

it('keeps the best value, however small the gain', () => {
  const { state } = follow([1, 0.99, 0.98, 0.985], { patience: 0, minDelta: 0.05 })
  expect(state).toMatchObject({ bestEpoch: 3, best: 0.98 })
})

it('takes more for better where more is better, and never takes null for a gain', () => {
  expect(follow([0.1, 0.3, null, 0.2], { patience: 0, minDelta: 0 }, 'max').state).toMatchObject({ bestEpoch: 2, best: 0.3, waited: 2 })
})

it('goes on for ever with patience 0', () => {
  expect(follow(new Array<number>(50).fill(1), { patience: 0, minDelta: 0 }).epochs).toBe(50)
})
