import { describe, expect, it } from 'vitest'
import { bandOf, placesOn } from './run-curves'
import type { RunCurves } from './run-curves'

const run = (id: string, losses: readonly number[]): RunCurves => {
  const column = (of: (i: number) => number) => Float64Array.from(losses, (_, i) => of(i))
  return { run: id, epoch: column((i) => i + 1), step: column((i) => 10 * (i + 1)), samples: column((i) => 700 * (i + 1)), ms: column((i) => 30_000 * (i + 1)), training: {}, validation: { loss: Float64Array.from(losses) } }
}

describe('placesOn', () => {
  it('stands epochs by number, step, minutes or samples', () => {
    const curves = run('a', [3, 2])
    expect((['epoch', 'step', 'time', 'samples'] as const).map((axis) => [...placesOn(curves, axis)])).toEqual([[1, 2], [10, 20], [0.5, 1], [700, 1400]])
  })
})

describe('bandOf', () => {
  it('is the mean and one standard deviation at each epoch that all runs have', () => {
    const band = bandOf([run('a', [3, 2, 1]), run('b', [5, 2])], 'validation', 'loss', 'epoch')
    expect(band).toMatchObject({ at: [1, 2], mean: [4, 2] })
    expect(band?.high[0]).toBeCloseTo(4 + Math.SQRT2, 12)
    expect(band?.low[1]).toBe(2)
  })

  it('leaves out an epoch in which a run has no number, and is none for a single run', () => {
    expect(bandOf([run('a', [3, NaN]), run('b', [5, 2])], 'validation', 'loss', 'epoch')?.at).toEqual([1])
    expect(bandOf([run('a', [3])], 'validation', 'loss', 'epoch')).toBeNull()
    expect(bandOf([run('a', [3]), run('b', [3])], 'training', 'loss', 'epoch')).toBeNull()
  })
})
