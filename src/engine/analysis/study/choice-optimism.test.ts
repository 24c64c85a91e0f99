import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createRandom } from '@shared/maths/random'
import type { RunRecord } from '@shared/run/run-record'
import { writeScoredRun } from '../compare/fixtures/scored-run'
import { choiceOptimism } from './choice-optimism'

const folder = mkdtempSync(join(tmpdir(), 'crossfade-optimism-'))
afterAll(() => rmSync(folder, { recursive: true }))

let ids = 0
interface Kept {
  readonly scores: Float32Array
  readonly labels: Float32Array
  readonly training?: Partial<RunRecord['experiment']['training']>
}
/** A run of two classes with these scores of its validation rows. */
const keep = ({ scores, labels, training }: Kept): string =>
  writeScoredRun(folder, {
    id: (++ids).toString(36).padStart(5, '0'), name: '', scores, labels, classNames: ['blue', 'red'], part: 'validation', ...(training === undefined ? {} : { training }),
  })

/** A run whose guess between two classes is right with this chance on each validation row. */
function run(_name: string, chance: number, seed: number, rows: number): string {
  const random = createRandom(seed)
  const labels = Float32Array.from({ length: rows }, (_, i) => i % 2)
  const scores = Float32Array.from({ length: 2 * rows }, () => 0)
  labels.forEach((label, row) => (scores[2 * row + (random.float() < chance ? label : 1 - label)] = 1))
  return keep({ scores, labels })
}

describe('the optimism of a choice', () => {
  it('is seen where forty equal models were tried: the winner is expected to be as good as any', () => {
    const answers = [1, 2, 3].map((round) => {
      const dirs = Array.from({ length: 40 }, (_, i) => run(`equal-${round}-${i}`, 0.6, 1000 * round + i, 400))
      const answer = choiceOptimism({ combinations: dirs.map((dir) => [dir]), metric: 'accuracy', direction: 'max', seed: 1 })
      if (answer.kind === 'none') throw new Error(answer.reason)
      return answer.optimism
    })
    const mean = (pick: (one: (typeof answers)[number]) => number) => answers.reduce((sum, one) => sum + pick(one), 0) / answers.length
    expect(mean((one) => one.value)).toBeGreaterThan(0.64)
    // True: 0.6. The correction takes most of the flattery away.
    expect(Math.abs(mean((one) => one.corrected) - 0.6)).toBeLessThan(0.02)
    expect(mean((one) => one.optimism)).toBeGreaterThan(0.025)
    for (const one of answers) expect(one.interval[0]).toBeLessThan(0.6)
  })

  it('is next to nothing where one is far ahead', () => {
    const dirs = [run('ahead', 0.9, 7, 400), ...Array.from({ length: 10 }, (_, i) => run(`behind-${i}`, 0.5, 70 + i, 400))]
    const answer = choiceOptimism({ combinations: dirs.map((dir) => [dir]), metric: 'accuracy', direction: 'max', seed: 1 })
    expect(answer.kind === 'found' && Math.abs(answer.optimism.optimism) < 0.01).toBe(true)
  })

  it('says why there is none', () => {
    expect(choiceOptimism({ combinations: [], metric: 'macroF1', direction: 'max', seed: 1 })).toMatchObject({ kind: 'none', reason: expect.stringContaining('means over rows') })
    expect(choiceOptimism({ combinations: [[run('one', 0.5, 1, 10)], [run('other', 0.5, 2, 12)]], metric: 'accuracy', direction: 'max', seed: 1 })).toMatchObject({ kind: 'none', reason: 'The trials were validated on different rows.' })
    expect(choiceOptimism({ combinations: [[join(folder, 'none')]], metric: 'accuracy', direction: 'max', seed: 1 })).toMatchObject({ kind: 'none' })
  })
  it('counts all seeds of a combination, as the ranking does', () => {
    const lucky = run('lucky', 1, 1, 200)
    const [unlucky, even, evenToo] = [run('unlucky', 0.3, 2, 200), run('even', 0.8, 3, 200), run('even-too', 0.8, 4, 200)]
    const answer = choiceOptimism({ combinations: [[even, evenToo], [lucky, unlucky]], metric: 'accuracy', direction: 'max', seed: 1 })
    if (answer.kind === 'none') throw new Error(answer.reason)
    expect(answer.optimism.value).toBeGreaterThan(0.7)
    // By its first seed alone the other would have won, with 1.
    expect(answer.optimism.value).toBeLessThan(0.9)
    expect(answer.optimism.outOf).toBe(2)
  })

  it('is none, and no number that is none, with one validation row', () => {
    const combinations = [[run('one-row', 1, 1, 1)], [run('one-row-too', 0, 2, 1)]]
    expect(choiceOptimism({ combinations, metric: 'accuracy', direction: 'max', seed: 1 })).toEqual({ kind: 'none', reason: 'There is 1 validation row, and 10 are needed to resample them.' })
  })

  it('is worked out with the threshold of the run: its value is what the trials are ranked by', () => {
    const random = createRandom(3)
    const labels = Float32Array.from({ length: 300 }, (_, i) => i % 2)
    const objective = (red: Float32Array) => labels.filter((label, row) => ((red[row] ?? 0) >= 0.05 ? 1 : 0) === label).length / labels.length
    const tried = [0.04, 0.06, 0.1].map((noise) => labels.map((label) => Math.min(1, Math.max(0, (label === 1 ? 0.4 : 0) + noise * random.float()))))
    const training = { loss: 'binary-cross-entropy', positiveClass: 'red', threshold: 0.05 } as const
    const combinations = tried.map((red) => [keep({ scores: Float32Array.from({ length: 600 }, (_, i) => (i % 2 === 1 ? (red[i >> 1] ?? 0) : 1 - (red[i >> 1] ?? 0))), labels, training })])
    const objectives = tried.map(objective)
    const answer = choiceOptimism({ combinations: combinations.slice(1), objectives: objectives.slice(1), metric: 'accuracy', direction: 'max', seed: 1 })
    if (answer.kind === 'none') throw new Error(answer.reason)
    expect(answer.optimism.value).toBeCloseTo(Math.max(...objectives.slice(1)), 6)
    // By the class that scores highest all would be blue.
    expect(answer.optimism.value).toBeGreaterThan(0.6)
    expect(choiceOptimism({ combinations: combinations.slice(1), objectives: [0.5, 0.5], metric: 'accuracy', direction: 'max', seed: 1 })).toMatchObject({ kind: 'none', reason: expect.stringContaining('it is ranked by 0.5') })
  })

  it('is none where resamples have no spread: a winner without a mistake may make one on other rows', () => {
    const combinations = [[run('perfect', 1, 1, 70)], [run('good', 0.9, 2, 70)]]
    expect(choiceOptimism({ combinations, metric: 'accuracy', direction: 'max', seed: 1 })).toEqual({ kind: 'none', reason: 'Nearly all resamples of the 70 validation rows come to the same, so they do not tell what to expect of others.' })
  })

  it('is worked out for the loss of the runs, which is the log loss where nothing is smoothed', () => {
    const kept = [0.6, 0.7].map((chance, seed) => {
      const random = createRandom(seed + 9)
      const labels = Float32Array.from({ length: 200 }, (_, i) => i % 2)
      const scores = new Float32Array(400)
      labels.forEach((label, row) => {
        const right = random.float() < chance ? 0.8 : 0.3
        scores[2 * row + label] = right
        scores[2 * row + 1 - label] = 1 - right
      })
      return { scores, labels }
    })
    const ask = (metric: string, training?: Kept['training']) => {
      const answer = choiceOptimism({ combinations: kept.map((one) => [keep({ ...one, ...(training === undefined ? {} : { training }) })]), metric, direction: 'min', seed: 1 })
      if (answer.kind === 'none') throw new Error(answer.reason)
      return answer.optimism
    }
    const [loss, logLoss] = [ask('loss'), ask('logLoss')]
    expect({ ...loss, metric: '' }).toEqual({ ...logLoss, metric: '' })
    expect(loss.corrected).toBeGreaterThan(loss.value)
    // Smoothed, the loss is another number, and that one is taken.
    expect(ask('loss', { labelSmoothing: 0.1 }).value).not.toBeCloseTo(loss.value, 3)
  })
})
