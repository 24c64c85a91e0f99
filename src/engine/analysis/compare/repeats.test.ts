import { subject } from '@shared/run/filter/fixtures/subject'
import { describe, expect, it } from 'vitest'
import { describeGroup } from './repeats'
import type { MeasuredRun } from './repeats'

const values = [0.7, 0.72, 0.71, 0.73, 0.69]
/** A run that was tested on 20 rows and trained on 70. */
const run = (value: number, hash: string): MeasuredRun => {
  const { record } = subject()
  const split = { method: 'random' as const, train: 70, validation: 10, test: 20, seed: 1, hash, remarks: [] }
  return { record: { ...record, split }, name: 'wide', values: new Map([['accuracy', value]]), rows: 20 }
}
const widthOf = (group: readonly MeasuredRun[]): number => {
  const [low, high] = describeGroup(group, ['accuracy']).metrics[0]?.interval ?? [NaN, NaN]
  return high - low
}

describe('the mean of repeats', () => {
  it('has a wider interval over several splits: they share training rows', () => {
    const oneSplit = widthOf(values.map((value) => run(value, 'a')))
    // t of 97.5 % with 4 degrees of freedom, times the standard error: sqrt(0.00025 / 5).
    expect(oneSplit).toBeCloseTo(2 * 2.7764451 * Math.sqrt(0.00025 / 5), 8)
    const ownSplits = widthOf(values.map((value, i) => run(value, String(i))))
    expect(ownSplits / oneSplit).toBeCloseTo(Math.sqrt((1 / 5 + 20 / 70) / (1 / 5)), 8)
  })
})
