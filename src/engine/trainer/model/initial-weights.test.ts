import { describe, expect, it } from 'vitest'
import { initialKernel } from './initial-weights'

const [fanIn, fanOut] = [300, 200]

/** Mean, variance and largest absolute value of a kernel. */
function moments(kernel: Float32Array) {
  const mean = kernel.reduce((sum, value) => sum + value, 0) / kernel.length
  const variance = kernel.reduce((sum, value) => sum + (value - mean) ** 2, 0) / kernel.length
  return { mean, variance, largest: kernel.reduce((most, value) => Math.max(most, Math.abs(value)), 0) }
}

describe('initialisers have the spread of Keras', () => {
  // Variances as Keras documents them; a uniform one ends at sqrt(3 x variance), a normal one is cut at two standard deviations of the uncut one.
  it.each([
    ['glorot-uniform', 2 / (fanIn + fanOut), Math.sqrt(3)],
    ['glorot-normal', 2 / (fanIn + fanOut), 2 / 0.87962566103423978],
    ['he-uniform', 2 / fanIn, Math.sqrt(3)],
    ['he-normal', 2 / fanIn, 2 / 0.87962566103423978],
    ['lecun-normal', 1 / fanIn, 2 / 0.87962566103423978],
  ] as const)('%s', (initializer, variance, edge) => {
    const found = moments(initialKernel(initializer, fanIn, fanOut, 5))
    // Four standard errors of 60,000 draws.
    expect(Math.abs(found.mean)).toBeLessThan((4 * Math.sqrt(variance)) / Math.sqrt(fanIn * fanOut))
    expect(found.variance / variance).toBeGreaterThan(0.975)
    expect(found.variance / variance).toBeLessThan(1.025)
    expect(found.largest).toBeLessThanOrEqual(edge * Math.sqrt(variance) * (1 + 1e-6))
    expect(found.largest).toBeGreaterThan(0.98 * edge * Math.sqrt(variance))
  })

  it.each([[30, 12], [12, 30], [9, 9]])('orthogonal, %i x %i: its shorter side is orthonormal', (rows, columns) => {
    const kernel = initialKernel('orthogonal', rows, columns, 5)
    const at = (row: number, column: number) => kernel[row * columns + column] ?? NaN
    const vector = (index: number) => (rows <= columns ? Array.from({ length: columns }, (_, column) => at(index, column)) : Array.from({ length: rows }, (_, row) => at(row, index)))
    for (let i = 0; i < Math.min(rows, columns); i++) {
      for (let j = 0; j <= i; j++) expect(vector(i).reduce((sum, value, k) => sum + value * (vector(j)[k] ?? NaN), 0)).toBeCloseTo(i === j ? 1 : 0, 5)
    }
  })

  it('gives the same kernel for the same seed only', () => {
    expect(initialKernel('he-normal', 5, 4, 1)).toEqual(initialKernel('he-normal', 5, 4, 1))
    expect(initialKernel('he-normal', 5, 4, 1)).not.toEqual(initialKernel('he-normal', 5, 4, 2))
  })
})
