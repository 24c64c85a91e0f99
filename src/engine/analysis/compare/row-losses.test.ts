import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { classLosses, numberLosses, targetUnit } from './row-losses'

describe('numberLosses', () => {
  it('are squares up to delta and lines beyond, in the unit that was trained in', () => {
    const losses = numberLosses({ loss: 'huber', labelSmoothing: 0 }, Float32Array.of(11, 16, 4), [10, 10, 10], () => 2)
    // Errors of 0.5, 3 and 3 standard deviations: 0.5²/2, and 3 - 1/2.
    expect([...(losses ?? [])]).toEqual([0.125, 2.5, 2.5])
    expect(numberLosses({ loss: 'huber', labelSmoothing: 0 }, Float32Array.of(1), [1], () => null)).toBeNull()
    expect(numberLosses({ loss: 'mean-squared-error', labelSmoothing: 0 }, Float32Array.of(1), [1], () => 1)).toBeNull()
  })

  it('take the unit from the preparation, where it is on record', () => {
    const dir = mkdtempSync(join(tmpdir(), 'crossfade-unit-'))
    expect(targetUnit(dir)).toBeNull()
    writeFileSync(join(dir, 'pipeline.json'), JSON.stringify({ target: { kind: 'number', name: 'mass', mean: 4, std: 2.5 } }))
    expect(targetUnit(dir)).toBe(2.5)
    rmSync(dir, { recursive: true })
  })
})

describe('classLosses', () => {
  const scored = { raw: Float32Array.of(0.75, 0.25), shares: Float32Array.of(0.75, 0.25), columns: 2, labels: [0], output: 'sigmoid' } as const

  it('average the binary cross-entropy over the outputs', () => {
    expect(classLosses({ loss: 'binary-cross-entropy', labelSmoothing: 0 }, scored)?.[0]).toBeCloseTo(-Math.log(0.75), 12)
    const smoothed = -(0.95 * Math.log(0.75) + 0.05 * Math.log(0.25))
    expect(classLosses({ loss: 'binary-cross-entropy', labelSmoothing: 0.1 }, scored)?.[0]).toBeCloseTo(smoothed, 12)
  })

  it('are left out where the loss is the log loss', () => {
    expect(classLosses({ loss: 'sparse-categorical-cross-entropy', labelSmoothing: 0 }, scored)).toBeNull()
  })
})
