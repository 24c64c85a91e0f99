import { expect, it } from 'vitest'
import { bootstrapTest } from './class-tests'
import { leastTelling } from './units'

const result = { estimate: 0.33, standardError: 0.01, interval: [0.3, 0.36] as [number, number], method: 'bca' as const, p: 0.0002 }

it('keeps the word of a bootstrap where enough rows tell the models apart', () => {
  expect(bootstrapTest('macroF1', result, leastTelling)).toMatchObject({ interval: [0.3, 0.36], p: 0.0002, detectable: expect.any(Number) as number })
})

it.each([
  ['too few rows tell them apart', result, leastTelling - 1],
  ['all resamples say the same', { ...result, interval: [0.33, 0.33] as [number, number], standardError: 1e-17 }, 40],
])('says nothing where %s: no interval, no p, nothing that would have shown', (_, one, telling) => {
  expect(bootstrapTest('balancedAccuracy', one, telling)).toMatchObject({ difference: 0.33, interval: null, intervalMethod: null, p: 1, detectable: null })
})
