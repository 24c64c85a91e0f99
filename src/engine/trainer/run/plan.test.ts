import { expect, it } from 'vitest'
import { resolveThreads } from './plan'

it.each([
  // [64] at batch 32, [256, 256] at 64, [512, 512] at 32, [256, 256] at 256, [1024, 1024, 1024] at 256; 12 inputs, 114 classes.
  [8_242, 32, 2, 1],
  [98_162, 64, 2, 1],
  [327_794, 32, 2, 2],
  [98_162, 256, 2, 2],
  [2_229_362, 256, 2, 2],
  [98_162, 256, 16, 5],
  [2_229_362, 256, 16, 16],
])('takes threads by the work of a step: %i parameters, batch %i, %i cores: %i', (parameters, batch, most, threads) => {
  expect(resolveThreads('auto', parameters, batch, most)).toBe(threads)
})

it('takes the threads that were asked for', () => {
  expect(resolveThreads(3, 10, 10, 2)).toBe(3)
})
