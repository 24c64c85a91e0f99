import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { CommandLine, penguins } from './fixtures/command-line'

vi.setConfig({ testTimeout: 240_000 })

let folder: string
let line: CommandLine
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-baselines-'))
  line = await CommandLine.open(folder)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Trained {
  readonly run: { readonly id: string; readonly status: string }
  readonly epochs: number
  readonly test: { readonly accuracy?: number; readonly rmse?: number } | null
}
const train = async (...args: readonly string[]): Promise<Trained> => (await line.json('train', penguins, ...args)).value as unknown as Trained

describe('a baseline', () => {
  it('is a run like any other: trained, listed, compared, evaluated and predicted with', async () => {
    const majority = await train('--target', 'species', '--kind', 'majority', '--name', 'majority')
    const trees = await train('--target', 'species', '--kind', 'trees', '--rounds', '40', '--name', 'trees', '--no-test')
    // 152 of 344 penguins are of the largest class.
    expect(majority.test?.accuracy).toBeCloseTo(0.44, 1)
    expect([trees.run.status, trees.test]).toEqual(['completed', null])
    const evaluated = (await line.json('evaluate', 'trees')).value as { metrics: { accuracy: { value: number } } }
    expect(evaluated.metrics.accuracy.value).toBeGreaterThan(0.9)

    const shown = (await line.run('show', 'trees')).stdout
    expect(shown).toMatch(/^model +boosted trees, rounds 40, learningRate 0.1/m)
    expect(shown).not.toMatch(/relu|adam/)

    const compared = (await line.json('compare', 'majority', 'trees')).value as { comparable: boolean; pairs: { verdict: string }[] }
    expect([compared.comparable, compared.pairs[0]?.verdict]).toEqual([true, 'better'])

    const out = join(folder, 'predicted.csv')
    expect((await line.run('predict', 'trees', penguins, '--out', out)).code).toBe(0)
    const [head, ...rows] = (await readFile(out, 'utf8')).trim().split('\n')
    expect([head, rows.length]).toEqual(['prediction,score', 344])
    expect(await readFile(join(line.workspace, 'runs', trees.run.id, 'model', 'best', 'model.txt'), 'utf8')).toMatch(/^tree\n/)
  })

  it('says which columns its trees depend on, and keeps it; the most frequent class depends on none', async () => {
    const ask = async (run: string) => (await line.json('evaluate', run, '--importance', '--repeats', '2')).value as { recorded: boolean; rows: number; columns: { column: string; worse: { accuracy: { mean: number } } }[] }
    const [first, again, majority] = [await ask('trees'), await ask('trees'), await ask('majority')]
    expect(first.columns.length).toBe(7)
    // A bill tells the species apart better than anything else does.
    const bill = first.columns.find(({ column }) => column === 'bill_length_mm')
    expect(bill?.worse.accuracy.mean).toBeGreaterThan(0.1)
    expect(again).toEqual(first)
    expect(majority.columns.map(({ worse }) => worse.accuracy.mean)).toEqual(majority.columns.map(() => 0))
  })

  it('predicts numbers too, in their own unit', async () => {
    const trees = await train('--target', 'body_mass_g', '--kind', 'trees', '--rounds', '60')
    // The masses spread by 800 g.
    expect(trees.test?.rmse).toBeGreaterThan(150)
    expect(trees.test?.rmse).toBeLessThan(450)
  })

  it('takes no settings that are not its own', async () => {
    expect((await line.run('train', penguins, '--target', 'species', '--rounds', '5')).code).toBe(2)
    expect((await line.run('train', penguins, '--target', 'species', '--kind', 'logistic', '--layers', '5')).code).toBe(2)
  })
})
