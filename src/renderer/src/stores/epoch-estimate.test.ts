import { describe, expect, it } from 'vitest'
import type { RunRecord } from '@shared/run/run-record'
import { estimateEpochMs, referenceEpochMs } from './epoch-estimate'

const timed = (parameters: number, rows: number, batch: number, ms: number | null, mode = 'xla') =>
  ({
    kind: 'layers',
    experiment: { model: { layers: [] } },
    parameters: { total: parameters, trainable: parameters },
    split: { method: 'random', train: rows, validation: 0, test: 0, seed: 0, hash: '', remarks: [] },
    engine: { requested: 'auto', mode, reason: '', threads: 2, batch },
    timing: { prepareMs: null, compileMs: null, trainMs: null, medianEpochMs: ms },
  }) as unknown as RunRecord

/** Measured on a quiet machine: the tables of docs/benchmarks.md. 91,200 rows, 12 inputs, 114 classes. */
const rows = 91_200
const parametersOf = (...widths: readonly number[]): number => [...widths, 114].reduce((sum, width, at) => sum + width * (([12, ...widths][at] ?? 0) + 1), 0)
const measured: readonly (readonly [string, number, number, number, number])[] = [
  // name, parameters, batch, ms on one thread, ms on two
  ['[64], 32', parametersOf(64), 32, 147, 125],
  ['[128, 256], 32', parametersOf(128, 256), 32, 438, 399],
  ['[256, 256], 64', parametersOf(256, 256), 64, 487, 460],
  ['[512, 512], 32', parametersOf(512, 512), 32, 1909, 1375],
  ['[256, 256], 256', parametersOf(256, 256), 256, 474, 334],
  ['[512, 256], 256', parametersOf(512, 256), 256, 767, 442],
  ['[512, 512], 256', parametersOf(512, 512), 256, 1161, 868],
  ['[1024, 512], 256', parametersOf(1024, 512), 256, 2448, 1288],
  ['[1024, 1024], 256', parametersOf(1024, 1024), 256, 5169, 2455],
]

describe('the time of an epoch', () => {
  it.each(measured)('of %s is within 30 %% of what was measured, on one thread and on two', (_name, parameters, batch, one, two) => {
    const work = { parameters, rows, steps: Math.ceil(rows / batch), mode: 'xla' as const }
    expect(Math.abs(referenceEpochMs({ ...work, threads: 1 }) / one - 1)).toBeLessThan(0.3)
    expect(Math.abs(referenceEpochMs({ ...work, threads: 2 }) / two - 1)).toBeLessThan(0.3)
  })

  it.each(measured)('of %s is within 30 %% by runs of other sizes on a machine of half the speed, and within 45 %% by any single one', (name, parameters, batch, _one, two) => {
    const steps = Math.ceil(rows / batch)
    for (const [other, size, itsBatch, , ms] of measured) {
      if (other === name) continue
      // A machine of half the speed: the known run tells so.
      const got = estimateEpochMs([timed(size, rows, itsBatch, 2 * ms)], { parameters, rows, steps, mode: 'xla', threads: 2 })
      expect(Math.abs((got ?? NaN) / (2 * two) - 1), `by ${other}`).toBeLessThan(0.45)
    }
    const all = measured.filter(([other]) => other !== name).map(([, size, itsBatch, , ms]) => timed(size, rows, itsBatch, 2 * ms))
    const got = estimateEpochMs(all, { parameters, rows, steps, mode: 'xla', threads: 2 })
    expect(Math.abs((got ?? NaN) / (2 * two) - 1), 'by all others').toBeLessThan(0.3)
  })

  it('is not known before a run was timed', () => {
    expect(estimateEpochMs([], { parameters: 10, rows: 10, steps: 1 })).toBeNull()
    expect(estimateEpochMs([timed(10, 10, 10, null)], { parameters: 10, rows: 10, steps: 1 })).toBeNull()
  })

  it('is that of the same work again', () => {
    const work = { parameters: 98_000, rows: 80_000, steps: 313, mode: 'xla' as const, threads: 2 }
    expect(estimateEpochMs([timed(98_000, 80_000, 256, 640)], work)).toBeCloseTo(640, 6)
  })

  it('does not believe one run that shared the machine', () => {
    const usual = [500, 510, 505, 495].map((ms) => timed(98_000, 80_000, 256, ms))
    const work = { parameters: 98_000, rows: 80_000, steps: 313, mode: 'xla' as const, threads: 2 }
    expect(estimateEpochMs([timed(98_000, 80_000, 256, 3000), ...usual], work)).toBeLessThan(520)
  })
})
