import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createRandom } from '@shared/maths/random'
import { Booster, SavedTrees } from './lightgbm'
import { rowReports } from './row-reports'
import { treeParameters } from './tree-parameters'

const folder = mkdtempSync(join(tmpdir(), 'crossfade-trees-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Two inputs; the class is the quarter of the square, with a tenth of the labels wrong. */
function quarters(rows: number, seed: number) {
  const random = createRandom(seed)
  const features = Float32Array.from({ length: 2 * rows }, () => random.float())
  const labels = Float32Array.from({ length: rows }, (_, row) => {
    const own = (features[2 * row] ?? 0) < 0.5 ? 0 : 2
    return random.float() < 0.1 ? random.below(4) : own + ((features[2 * row + 1] ?? 0) < 0.5 ? 0 : 1)
  })
  return { features, labels, weights: null, rows, inputs: 2 }
}

const settings = { kind: 'boosted-trees', rounds: 30, learningRate: 0.2, leaves: 8, leafRows: 10, leafWeight: 1, l2: 0, columns: 1, rows: 0.8 } as const
const training = { seed: 3, threads: 1 } as const
const right = (outputs: Float32Array, labels: Float32Array) => {
  const report = rowReports(outputs, labels, 4)
  return labels.filter((label, row) => report[row * 4 + 1] === label).length / labels.length
}

describe('boosted trees', () => {
  const [train, other] = [quarters(2000, 1), quarters(1000, 2)]
  const grown = (path: string) => {
    const booster = new Booster(train, other, treeParameters(settings, { classes: 4 }, training), 4)
    for (let round = 0; round < settings.rounds; round++) booster.grow()
    const outputs = booster.predictions(1, other.rows)
    booster.save(path, settings.rounds)
    booster.free()
    return outputs
  }

  it('learn what there is to learn, and put out probabilities row by row', () => {
    const outputs = grown(join(folder, 'a.txt'))
    // 92.5 % of the labels are right.
    expect(right(outputs, other.labels)).toBeGreaterThan(0.9)
    for (const row of [0, 17, 999]) expect(outputs.subarray(4 * row, 4 * row + 4).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5)
  })

  it('say the same once saved and read, in the text form of LightGBM', () => {
    const outputs = grown(join(folder, 'b.txt'))
    const saved = new SavedTrees(join(folder, 'b.txt'), 4)
    const again = saved.predict(other.features, other.rows, 2, 1)
    saved.free()
    expect(Math.max(...again.map((value, i) => Math.abs(value - (outputs[i] ?? 0))))).toBeLessThan(1e-6)
    expect(readFileSync(join(folder, 'b.txt'), 'utf8')).toMatch(/^tree\nversion=v4/)
  })

  it('are the same for the same seed', () => {
    grown(join(folder, 'c.txt'))
    expect(readFileSync(join(folder, 'c.txt'), 'utf8')).toBe(readFileSync(join(folder, 'b.txt'), 'utf8'))
  })

  it('put out the second of two classes, and a number', () => {
    const two = { ...train, labels: train.labels.map((label) => (label < 2 ? 0 : 1)) }
    const booster = new Booster(two, null, treeParameters(settings, { classes: 2 }, training), 1)
    for (let round = 0; round < 20; round++) booster.grow()
    const outputs = booster.predictions(0, two.rows)
    booster.free()
    const report = rowReports(outputs, two.labels, 2)
    expect(two.labels.filter((label, row) => report[row * 4 + 1] === label).length / two.rows).toBeGreaterThan(0.9)
    expect(report[2]).toBeCloseTo(outputs[0] ?? NaN, 6)

    const number = { ...train, labels: Float32Array.from({ length: train.rows }, (_, row) => 3 * (train.features[2 * row] ?? 0)) }
    const regression = new Booster(number, null, treeParameters(settings, { classes: 0 }, training), 1)
    for (let round = 0; round < 40; round++) regression.grow()
    const predicted = regression.predictions(0, number.rows)
    regression.free()
    expect(Math.max(...predicted.map((value, row) => Math.abs(value - (number.labels[row] ?? 0))))).toBeLessThan(0.3)
  })
})

describe('row reports', () => {
  it('say loss, predicted class, classes above, and probability of the true one', () => {
    const report = rowReports(Float32Array.of(0.2, 0.5, 0.3, 0.4, 0.4, 0.2), Float32Array.of(2, 0), 3)
    expect(Array.from(report, (x) => Number(x.toFixed(5)))).toEqual([1.20397, 1, 1, 0.3, 0.91629, 0, 0, 0.4])
  })
  it('of two classes hold the probability of the second', () => {
    expect(Array.from(rowReports(Float32Array.of(0.75), Float32Array.of(0), 2)).slice(1)).toEqual([1, 0.75, 0.25])
  })
  it('of a number hold the squared error', () => expect([...rowReports(Float32Array.of(1.5), Float32Array.of(1), 0)]).toEqual([0.25, 1.5]))
})
