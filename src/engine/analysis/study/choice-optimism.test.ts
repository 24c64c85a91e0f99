import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createRandom } from '@shared/maths/random'
import { npyHeader } from '@shared/npy'
import { choiceOptimism } from './choice-optimism'

const folder = mkdtempSync(join(tmpdir(), 'crossfade-optimism-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A run whose guess between two classes is right with this chance on each validation row. */
function run(name: string, chance: number, seed: number, rows: number): string {
  const random = createRandom(seed)
  const dir = join(folder, name)
  mkdirSync(join(dir, 'scores'), { recursive: true })
  const labels = Float32Array.from({ length: rows }, (_, i) => i % 2)
  const scores = Float32Array.from({ length: 2 * rows }, () => 0)
  labels.forEach((label, row) => (scores[2 * row + (random.float() < chance ? label : 1 - label)] = 1))
  const write = (suffix: string, type: 'float32' | 'int32', shape: readonly number[], data: Float32Array | Int32Array) =>
    writeFileSync(join(dir, 'scores', `validation${suffix}.npy`), Buffer.concat([npyHeader(type, shape), Buffer.from(data.buffer)]))
  write('', 'float32', [rows, 2], scores)
  write('-labels', 'float32', [rows], labels)
  write('-rows', 'int32', [rows], Int32Array.from(labels, (_, i) => i))
  return dir
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
})
