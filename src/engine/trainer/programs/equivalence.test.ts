import { describe, expect, it } from 'vitest'
import { fewCases } from '../fixtures/equivalence-cases'
import { largestDifference, stepBench } from '../fixtures/step-run'

/** Cells that keep to neither tolerance, each with its reason, are compared over this many steps. */
const exceptions: Readonly<Record<string, { readonly steps: number; readonly reason: string }>> = {
  'linear output': { steps: 2, reason: 'the clipped logarithm of the loss has slopes up to 1e7, which multiply rounding at each step' },
}

describe('graph and xla compute what eager does', () => {
  for (const one of fewCases()) {
    it(one.name, () => {
      const exception = exceptions[one.name]
      const earlySteps = exception?.steps ?? 20
      const eager = stepBench('eager', one)
      const start = eager.program.read()
      eager.run(earlySteps)
      const early = eager.program.read()
      const losses = eager.run(200 - earlySteps)
      const late = eager.program.read()
      eager.dispose()
      expect(largestDifference(late.weights, start.weights)).toBeGreaterThan(0.01)
      for (const mode of ['graph', 'xla'] as const) {
        const bench = stepBench(mode, one)
        bench.run(earlySteps)
        const earlyDifference = largestDifference(bench.program.read().weights, early.weights)
        const lateLosses = bench.run(200 - earlySteps)
        const lateDifference = largestDifference(bench.program.read().weights, late.weights)
        const lossDifference = Math.max(...lateLosses.map((loss, i) => Math.abs(loss - (losses[i] ?? 0)) / Math.abs(losses[i] ?? 1)))
        if (process.env['EQUIVALENCE_TABLE'] !== undefined) {
          console.log(`${one.name} | ${mode} | ${earlyDifference.toExponential(1)} | ${lateDifference.toExponential(1)} | ${lossDifference.toExponential(1)}`)
        }
        bench.dispose()
        if (one.smooth) expect(lateDifference, `${mode}, 200 steps`).toBeLessThan(1e-5)
        else {
          expect(earlyDifference, `${mode}, 20 steps`).toBeLessThan(1e-5)
          if (exception === undefined) expect(lossDifference, `${mode}, losses`).toBeLessThan(0.01)
        }
      }
    })
  }
})
