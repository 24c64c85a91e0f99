import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { defaultBaseline } from '@shared/baseline/baseline-settings'
import type { RunRecord } from '@shared/run/run-record'
import { CommandLine, killEverything, penguins } from './fixtures/command-line'

vi.setConfig({ testTimeout: 240_000 })

let folder: string
let line: CommandLine
let base: unknown
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-tree-studies-'))
  line = await CommandLine.open(folder)
  base = JSON.parse((await line.run('train', penguins, '--target', 'species', '--print-config')).stdout)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Result {
  readonly study: { readonly id: string; readonly status: string }
  readonly trials: readonly { readonly run: string; readonly status: string; readonly values: Readonly<Record<string, unknown>>; readonly objective: number | null; readonly epochs: number }[]
  readonly best: { readonly run: string; readonly outOf: number } | null
  readonly chosen: { readonly run: string; readonly test: number } | null
}
const study = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout) as Result
const facts = ({ trials }: Result) => trials.map(({ status, values, objective, epochs }) => ({ status, values, objective, epochs }))

const runOf = async (id: string) => JSON.parse(await readFile(join(line.workspace, 'runs', id, 'run.json'), 'utf8')) as RunRecord

const space = [
  { kind: 'int', path: 'trees.leaves', low: 3, high: 31, log: true },
  { kind: 'float', path: 'trees.learningRate', low: 0.05, high: 0.4, log: true },
]
const searching = (strategy: unknown, own: readonly unknown[] = space) => ({ kind: 'search', space: own, strategy, pruning: { kind: 'none' }, seeds: 1 })

let files = 0
async function file(plan: unknown, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const path = join(folder, `study-${++files}.json`)
  const trees = { ...defaultBaseline('boosted-trees'), rounds: 40 }
  await writeFile(path, JSON.stringify({ version: 1, name: `study ${files}`, experiment: base, trees, plan, objective: { metric: 'loss', direction: 'min' }, budget: { trials: 9 }, ...more }))
  return path
}

describe('a study of trees', () => {
  it('learns their settings from trial to trial, each a run of kind trees whose test rows wait for the choice', async () => {
    const path = await file(searching({ kind: 'tpe', seed: 1, startup: 4, candidates: 24 }))
    const done = study(await line.run('study', path, '--json'))
    expect([done.study.status, done.trials.map(({ status }) => status)]).toEqual(['completed', Array.from({ length: 9 }, () => 'completed')])
    for (const { run, values } of done.trials) {
      expect(await runOf(run)).toMatchObject({ kind: 'trees', test: null, segments: [], study: { id: done.study.id }, baseline: { kind: 'boosted-trees', rounds: 40, leaves: values['trees.leaves'], learningRate: values['trees.learningRate'] } })
    }
    const told = await line.run('study', done.study.id, '--evaluate')
    expect(told.stdout).toMatch(/functional ANOVA[\s\S]*trees\.learningRate: \d+ %/)
    const chosen = study(await line.run('study', done.study.id, '--json')).chosen
    expect([chosen?.run, (chosen?.test ?? 9) < 0.5]).toEqual([done.best?.run, true])
  })

  it('tries a forest beside boosted trees, with median pruning, and takes a trial by hand', async () => {
    const kinds = [
      { kind: 'choice', path: 'trees', values: ['boosted-trees', 'forest'] },
      { kind: 'choice', path: 'trees.learningRate', values: [0.1, 0.3], when: { path: 'trees', in: ['boosted-trees'] } },
    ]
    const path = await file({ ...searching({ kind: 'grid' }, kinds), pruning: { kind: 'median', startup: 5, warmup: 3 } }, { budget: {} })
    const { id } = study(await line.run('study', path, '--json')).study
    expect((await line.run('study', id, '--add', '{"trees":"forest","trees.rounds":7}', '--resume')).code).toBe(0)
    const done = study(await line.run('study', id, '--json'))
    expect(done.trials.map(({ values }) => values['trees'])).toEqual(['boosted-trees', 'boosted-trees', 'forest', 'forest'])
    expect(done.trials[3]).toMatchObject({ status: 'completed', epochs: 7 })
    const refused = await line.run('study', id, '--add', '{"layers.width":7}')
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('trials[0].layers.width: layers.width changes nothing: the trials grow trees')])
  })

  it('goes on after a kill -9 of everything: no trial lost, none made twice, and the same figures', async () => {
    const path = await file(searching({ kind: 'sobol', seed: 3 }))
    const whole = study(await line.run('study', path, '--json'))
    const other = await CommandLine.open(folder, join(folder, 'killed'))
    const started = other.start('study', path, '--json')
    await started.said('2/9 Trial')
    killEverything(started)
    await started.ended
    const resumed = study(await other.run('study', path, '--resume', '--json'))
    expect(resumed.study.status).toBe('completed')
    expect(facts(resumed)).toEqual(facts(whole))
    expect((await readdir(join(folder, 'killed', 'runs'))).filter((name) => name.startsWith('r-')).length).toBe(9)
  })

  it('is cross-validated and repeated like a network; the most frequent class has no seed', async () => {
    const path = await file({ kind: 'k-fold', folds: 3, repeats: 1, stratified: true, seed: 1 }, { budget: {} })
    const done = study(await line.run('study', path, '--json'))
    expect(done.trials.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed'])
    const repeated = study(await line.run('repeat', done.trials[0]?.run ?? '', '--seeds', '2', '--json'))
    expect(repeated.trials.map(({ status }) => status)).toEqual(['completed', 'completed'])
    const losses = await Promise.all(repeated.trials.map(async ({ run }) => (await runOf(run)).best?.validation?.loss))
    expect(new Set(losses).size).toBe(2)
    await line.run('train', penguins, '--target', 'species', '--kind', 'majority', '--name', 'majority')
    expect((await line.run('repeat', 'majority', '--seeds', '2')).stderr).toMatch(/of kind trees, majority: it has no seed to vary/)
  })

  it('is refused where trials would have to go on from checkpoints, with the path of the field', async () => {
    const halving = await line.run('study', await file(searching({ kind: 'hyperband', seed: 1, factor: 3, minEpochs: 1 }), { budget: {} }), '--check')
    expect([halving.code, halving.stderr]).toEqual([3, expect.stringContaining('plan.strategy.kind: hyperband goes on with trials from their checkpoints')])
  })
})
