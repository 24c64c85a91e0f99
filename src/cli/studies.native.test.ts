import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { CommandLine, killEverything, penguins } from './fixtures/command-line'
import type { StartedCommand } from './fixtures/command-line'

// Many whole programs one after another: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 240_000 })

let folder: string
let line: CommandLine
let base: Record<string, unknown>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-studies-'))
  line = await CommandLine.open(folder)
  base = json(await line.run('train', penguins, '--target', 'species', '--epochs', '6', '--layers', '8', '--patience', '0', '--engine', 'graph', '--print-config'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Result {
  readonly study: { readonly id: string; readonly dir: string; readonly status: string }
  readonly trials: readonly { readonly run: string; readonly status: string; readonly values: Readonly<Record<string, unknown>>; readonly objective: number | null; readonly epochs: number }[]
  readonly best: { readonly run: string; readonly outOf: number; readonly objective: number } | null
  readonly chosen: { readonly run: string; readonly outOf: number; readonly test: number; readonly testInterval: readonly [number, number]; readonly at: string } | null
  readonly spread?: readonly { readonly runs: readonly string[]; readonly validation: Readonly<Record<string, { readonly count: number; readonly mean: number; readonly interval: readonly [number, number] }>>; readonly test: Readonly<Record<string, unknown>>; readonly trainingRows?: number }[]
}

const json = (result: { readonly stdout: string }) => JSON.parse(result.stdout) as Record<string, unknown>
const study = (result: { readonly stdout: string }) => JSON.parse(result.stdout) as Result

const space = [
  { kind: 'choice', path: 'layers.count', values: [1, 2] },
  { kind: 'choice', path: 'training.learningRate', values: [0.1, 0.01, 0.001] },
]
const grid = { kind: 'search', space, strategy: { kind: 'grid' }, pruning: { kind: 'none' }, seeds: 1 }

let files = 0
async function file(plan: unknown, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const path = join(folder, `study-${++files}.json`)
  await writeFile(path, JSON.stringify({ version: 1, name: `study ${files}`, experiment: base, plan, objective: { metric: 'loss', direction: 'min' }, budget: {}, ...more }))
  return path
}

async function lines(dir: string): Promise<{ readonly kind: string; readonly trial: number; readonly objective?: number }[]> {
  const text = await readFile(join(dir, 'trials.jsonl'), 'utf8')
  return text.trim().split('\n').map((one) => JSON.parse(one) as { kind: string; trial: number })
}

/** A study whose only trial would go on for hours, and the program that works on it. */
async function endless(other: CommandLine): Promise<{ readonly id: string; readonly started: StartedCommand }> {
  const long = { ...base, training: { ...(base['training'] as object), epochs: 200_000 } }
  const path = await file({ ...grid, space: [{ kind: 'choice', path: 'training.learningRate', values: [0.0001] }] }, { experiment: long })
  const started = other.start('study', path, '--jobs', '1')
  await started.said('at once.')
  const { studies } = json(await other.run('study', '--list', '--json')) as { studies: { id: string }[] }
  return { id: studies[0]?.id ?? '', started }
}

describe('crossfade study', () => {
  it('trains no network twice where a setting is of a layer that a trial does not have, and says so', async () => {
    const path = await file({ ...grid, space: [{ kind: 'choice', path: 'layers[1].width', values: [4, 6] }, { kind: 'choice', path: 'layers.count', values: [1, 2] }] })
    const said = '1 of 4 combinations would train what another one trains, by settings of layers that they do not have: 3 are tried.'
    expect(await line.run('study', path, '--check')).toMatchObject({ code: 0, stderr: expect.stringContaining(said) as string })
    const done = await line.run('study', path, '--json')
    expect(done.stderr).toContain(said)
    expect(study(done).trials.map(({ values }) => [values['layers.count'], values['layers[1].width']])).toEqual([[1, undefined], [2, 4], [2, 6]])
  })

  it('tries a grid, ranks it on validation, and leaves the test rows alone until one is chosen', async () => {
    const path = await file(grid)
    const first = study(await line.run('study', path, '--json'))
    expect(first.study.status).toBe('completed')
    expect(first.trials.map((trial) => trial.status)).toEqual(Array.from({ length: 6 }, () => 'completed'))
    const objectives = first.trials.map((trial) => trial.objective ?? Infinity)
    expect(first.best).toMatchObject({ objective: Math.min(...objectives), outOf: 6 })
    for (const { run } of first.trials) {
      const record = JSON.parse(await readFile(join(line.workspace, 'runs', run, 'run.json'), 'utf8')) as { test: unknown; study: unknown }
      expect(record).toMatchObject({ test: null, study: { id: first.study.id } })
    }
    const again = study(await line.run('study', first.study.id, '--evaluate', '--json'))
    expect(again.trials).toEqual(first.trials)
    expect(again.chosen).toMatchObject({ run: first.best?.run, outOf: 6 })
    const evaluated = json(await line.run('evaluate', first.best?.run ?? '', '--json')) as { scoredAt: string }
    expect(evaluated.scoredAt <= (again.chosen?.at ?? '')).toBe(true)
  })

  it('goes on after a kill -9 of everything: no trial lost, none made twice, and the same figures', async () => {
    const path = await file({ ...grid, seeds: 2 })
    const whole = study(await line.run('study', path, '--json'))
    const other = await CommandLine.open(folder, join(folder, 'killed'))
    const started = other.start('study', path, '--json')
    await started.said('3/12 Trial')
    killEverything(started)
    await started.ended
    const resumed = study(await other.run('study', path, '--resume', '--json'))
    expect(resumed.study.status).toBe('completed')
    expect(resumed.trials.map(({ values, objective, epochs }) => ({ values, objective, epochs }))).toEqual(whole.trials.map(({ values, objective, epochs }) => ({ values, objective, epochs })))
    const runs = await readdir(join(folder, 'killed', 'runs'))
    expect(runs.sort()).toEqual(resumed.trials.map((trial) => trial.run).sort())
    const ends = (await lines(resumed.study.dir)).filter((one) => one.kind === 'ended').map((one) => one.trial)
    expect(ends.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1))
  })

  it('halves from real checkpoints: a trial that went on comes to what it comes to in one go', async () => {
    const halving = await file({ ...grid, strategy: { kind: 'successive-halving', seed: 1, factor: 2, minEpochs: 2 } }, { budget: { trials: 6 } })
    const halved = study(await line.run('study', halving, '--json'))
    const through = study(await line.run('study', await file(grid), '--json'))
    expect(halved.trials.map((trial) => trial.epochs).sort()).toEqual([2, 2, 2, 4, 4, 6].slice(0, 6).sort())
    for (const trial of halved.trials.filter((one) => one.epochs === 6)) {
      const same = through.trials.find((one) => JSON.stringify(one.values) === JSON.stringify(trial.values))
      expect(trial.objective).toBe(same?.objective)
    }
  })

  it('runs two studies on one workspace at once', async () => {
    const [a, b] = [await file(grid), await file({ ...grid, strategy: { kind: 'sobol', seed: 3 } }, { budget: { trials: 4 } })]
    const [first, second] = await Promise.all([line.run('study', a, '--json'), line.run('study', b, '--json')])
    expect(study(first).trials.filter((trial) => trial.status === 'completed')).toHaveLength(6)
    expect(study(second).trials.filter((trial) => trial.status === 'completed')).toHaveLength(4)
  })

  it('deals folds and takes growing shares, each with its spread', async () => {
    const folds = study(await line.run('study', await file({ kind: 'k-fold', folds: 3, repeats: 1, stratified: true, seed: 1 }), '--json'))
    expect(folds.spread).toHaveLength(1)
    expect(folds.spread?.[0]?.validation['accuracy']).toMatchObject({ count: 3 })
    const curve = study(await line.run('study', await file({ kind: 'learning-curve', shares: [0.2, 1], seeds: 2 }), '--json'))
    expect(curve.spread?.map((one) => one.trainingRows)).toEqual([48, 241])
  })

  it.each([
    ['an empty space', { ...grid, space: [] }, 'plan.space: '],
    ['a value of the wrong type', { ...grid, space: [{ kind: 'choice', path: 'layers.width', values: ['wide'] }] }, 'plan.space[0].values[0]: '],
    ['a combination that cannot be trained', { ...grid, space: [{ kind: 'choice', path: 'training.loss', values: ['sparse-categorical-cross-entropy', 'huber'] }] }, 'plan.space: training.loss = "huber" cannot be tried together: '],
    ['a group that is no column', { kind: 'k-fold', folds: 3, repeats: 1, stratified: true, seed: 1, group: 'island2' }, 'plan.group: '],
  ])('refuses %s with exit code 3 and the path of the field', async (_, plan, where) => {
    const refused = await line.run('study', await file(plan))
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining(`: ${where}`)])
  })
})

it('opens nothing on another computer because a study file names it, but the table that is named instead', async () => {
  const path = '//host/share/x.csv'
  const table = await file(grid, { experiment: { ...base, dataset: { path, reading: {} } } })
  for (const how of ['--check', '--resume', '--json']) {
    expect(await line.run('study', table, how)).toMatchObject({ code: 3, stderr: expect.stringContaining(`names ${path}, which is on another computer (host). That is not opened because a file names it: crossfade study FILE --data TABLE opens it.`) as string })
  }
  expect(await line.run('study', table, '--data', penguins, '--check')).toMatchObject({ code: 0 })
  const recipe = base['recipe'] as { readonly split: object }
  const tests = await file(grid, { experiment: { ...base, recipe: { ...recipe, split: { ...recipe.split, testFile: path } } } })
  expect(await line.run('study', tests, '--data', penguins, '--check')).toMatchObject({ code: 3, stderr: expect.stringContaining('put a copy beside it and name that') as string })
})

describe('crossfade study, on a study of the workspace', () => {
  it('lists, checks, changes and goes on; a budget raised in the file is used', async () => {
    const other = await CommandLine.open(folder, join(folder, 'managed'))
    const random = { ...grid, strategy: { kind: 'random', seed: 4 }, space: [{ kind: 'float', path: 'training.learningRate', low: 0.001, high: 0.1 }] }
    const path = await file(random, { budget: { trials: 2 } })
    const first = study(await other.run('study', path, '--json'))
    const { id, dir } = first.study
    const before = await lines(dir)
    // Neither trains, and --data is of no use here.
    expect((await other.run('study', id, '--check')).stdout).toBe(`${id} is a study that can be run.\n`)
    expect((await other.run('study', path, '--check', '--resume')).code).toBe(0)
    expect(await other.run('study', id, '--data', '/nonexistent.csv')).toMatchObject({ code: 2, stderr: expect.stringContaining('has its table already') as string })
    expect(await lines(dir)).toEqual(before)

    const changed = await other.run('study', id, '--trials', '3', '--name', 'renamed', '--add', '{"training.learningRate":0.05}', '--json')
    expect([changed.code, changed.stderr]).toEqual([0, expect.stringContaining('its budget is 3 trials.')])
    expect(json(changed)).toMatchObject({ study: { id, name: 'renamed', status: 'completed' }, trials: { length: 2 } })
    expect(await other.run('study', id, '--add', '{"dataset.path":"/etc/passwd"}')).toMatchObject({ code: 3, stderr: expect.stringContaining('trials[0].dataset.path') as string })
    expect(await other.run('study', id, '--stop-trial', '1')).toMatchObject({ code: 1, stderr: expect.stringContaining('Trial 1 of') as string })
    expect(await other.run('study', id, '--trials', '60', '--check')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^[^\n]*--check only says[^\n]*\n$/) as string })
    expect(await other.run('study', id, '--delete', '--resume')).toMatchObject({ code: 2, stderr: expect.stringContaining('contradict each other') as string })
    expect(await other.run('study', path, '--trials', '3')).toMatchObject({ code: 2, stderr: expect.stringContaining('name it by its id') as string })
    expect(json(await other.run('study', '--list', '--json'))).toMatchObject({ studies: [{ id, name: 'renamed', budget: { trials: 3 }, trials: { begun: 2 } }] })
    expect((await other.run('study', '--list')).stdout).toContain('renamed')

    await writeFile(path, JSON.stringify({ ...(JSON.parse(await readFile(path, 'utf8')) as object), budget: { trials: 4 } }))
    const resumed = await other.run('study', path, '--resume', '--json')
    expect(resumed.stderr).toContain('its budget is that of')
    expect(study(resumed).study.id).toBe(id)
    // Two of before, the one by hand, and two more of the strategy.
    expect(study(resumed).trials.map((trial) => trial.values['training.learningRate'] === 0.05)).toEqual([false, false, true, false, false])
    expect((await other.run('study', id, '--delete')).stdout).toContain('in the bin')
    expect(json(await other.run('study', '--list', '--json'))).toEqual({ studies: [] })
  })

  it('stops a trial of a study at rest for good', async () => {
    const other = await CommandLine.open(folder, join(folder, 'stopped'))
    const { id, started } = await endless(other)
    started.child.kill('SIGINT')
    await started.ended
    expect((await other.run('study', id, '--stop-trial', '1')).code).toBe(0)
    expect(study(await other.run('study', id, '--json')).trials.map((trial) => trial.status)).toEqual(['stopped'])
  })

  it('changes a study at work from a second terminal: its budget, a trial by hand, and a trial that is stopped', async () => {
    const other = await CommandLine.open(folder, join(folder, 'at-work'))
    const { id, started } = await endless(other)
    expect(await other.run('study', id, '--trials', '5', '--name', 'from afar')).toMatchObject({ code: 0, stderr: expect.stringContaining('its budget is 5 trials.') as string, stdout: `${id} is running, in the program that works on it.\n` })
    expect(await other.run('study', id, '--add', '{"training.learningRate":0.01,"training.epochs":3}')).toMatchObject({ code: 0, stderr: expect.stringContaining('1 trial waits') as string })
    // What it refuses, it refuses from afar too.
    expect(await other.run('study', id, '--stop-trial', '9')).toMatchObject({ code: 1, stderr: expect.stringContaining(`Trial 9 of ${id} is not at work.`) as string })
    expect(await other.run('study', id, '--add', '{"dataset.path":"/etc/passwd"}')).toMatchObject({ code: 3, stderr: expect.stringContaining('trials[0].dataset.path') as string })
    const stopped = study(await other.run('study', id, '--stop-trial', '1', '--json'))
    expect(stopped.trials[0]?.status).toBe('stopped')
    expect((await started.ended).code).toBe(0)
    const after = json(await other.run('study', '--list', '--json'))
    expect(after['studies']).toMatchObject([{ id, name: 'from afar', status: 'completed', budget: { trials: 5 }, trials: { begun: 2, ended: 2 } }])
    expect((await lines(stopped.study.dir)).filter(({ kind }) => kind === 'ended').map(({ trial }) => trial)).toEqual([1, 2])
    expect(await readdir(join(stopped.study.dir, 'requests'))).toEqual([])
  })

  it('says that the program that worked on a study is dead, and stops its trial all the same', async () => {
    const other = await CommandLine.open(folder, join(folder, 'dead'))
    const { id, started } = await endless(other)
    killEverything(started)
    await started.ended
    const stopped = await other.run('study', id, '--stop-trial', '1')
    expect(stopped).toMatchObject({ code: 0, stdout: `${id} is interrupted: the program that worked on it ended. Go on with: crossfade study ${id}\n` })
    expect(study(await other.run('study', id, '--json')).trials.map((trial) => trial.status)).toEqual(['stopped'])
  })

  it.each(['SIGINT', 'SIGKILL'] as const)('trains no epoch more than its budget, with more jobs after a %s', async (signal) => {
    const other = await CommandLine.open(folder, join(folder, `epochs-${signal}`))
    const long = { ...base, training: { ...(base['training'] as object), epochs: 2000 } }
    const random = { ...grid, strategy: { kind: 'random', seed: 4 }, space: [{ kind: 'float', path: 'training.learningRate', low: 1e-5, high: 1e-4 }] }
    const path = await file(random, { experiment: long, budget: { epochs: 2000 } })
    const runs = join(other.workspace, 'runs')
    const started = other.start('study', path, '--jobs', '1')
    // Beyond the half that two at once would be given each.
    await vi.waitUntil(async () => {
      const [run = ''] = await readdir(runs).catch(() => [])
      return (await readFile(join(runs, run, 'metrics.jsonl'), 'utf8').catch(() => '')).split('\n').length > 1100
    }, { timeout: 120_000, interval: 20 })
    if (signal === 'SIGKILL') killEverything(started)
    else started.child.kill(signal)
    await started.ended
    const resumed = study(await other.run('study', path, '--resume', '--jobs', '2', '--json'))
    expect(resumed.study.status).toBe('completed')
    expect(resumed.trials.length).toBeGreaterThanOrEqual(2)
    expect(resumed.trials.reduce((sum, trial) => sum + trial.epochs, 0)).toBe(2000)
    const records = await Promise.all((await readdir(runs)).map(async (run) => JSON.parse(await readFile(join(runs, run, 'run.json'), 'utf8')) as { epochs: number; weights: unknown }))
    expect(records.reduce((sum, { epochs }) => sum + epochs, 0)).toBe(2000)
    expect(records.every(({ weights }) => weights !== null)).toBe(true)
  })

  it('counts test rows that were scored by hand', async () => {
    const other = await CommandLine.open(folder, join(folder, 'looked'))
    const done = study(await other.run('study', await file(grid), '--json'))
    await other.run('evaluate', done.trials[2]?.run ?? '')
    const told = json(await other.run('study', done.study.id, '--json'))
    expect(told).toMatchObject({ chosen: null, looks: [{ trial: 3, run: done.trials[2]?.run, by: 'person', outOf: null }] })
    expect((await other.run('study', done.study.id)).stdout).toContain('The test rows of 1 combination were looked at: trial 3 (')
  })
})

describe('crossfade repeat', () => {
  it('trains a run with other seeds, and gives mean and interval of what it measured', async () => {
    const run = (json(await line.run('train', penguins, '--target', 'species', '--epochs', '4', '--engine', 'graph', '--json'))['run'] as { id: string }).id
    const repeated = study(await line.run('repeat', run, '--seeds', '3', '--json'))
    expect(repeated.trials.map((trial) => trial.values)).toEqual([{ 'training.seed': 43 }, { 'training.seed': 44 }, { 'training.seed': 45 }])
    const [spread] = repeated.spread ?? []
    expect(spread?.validation['accuracy']?.count).toBe(3)
    expect(spread?.test['accuracy']).toBeDefined()
    expect(repeated.best).toBeNull()
  })

  it('answers 2 for a run that is not there', async () => {
    expect((await line.run('repeat', 'nobody')).code).toBe(2)
  })
})

describe('Ctrl-C', () => {
  it('saves the study wherever its trials are, and what was not begun begins when it goes on', async () => {
    const other = await CommandLine.open(folder, join(folder, 'interrupted'))
    const path = await file(grid)
    const started = other.start('study', path)
    await started.said('at once.')
    started.child.kill('SIGINT')
    const { code, stderr } = await started.ended
    expect([code, stderr]).toEqual([130, expect.stringContaining('is paused. Go on with: crossfade study s-')])
    const resumed = study(await other.run('study', path, '--resume', '--json'))
    expect(resumed.trials.map((trial) => [trial.status, trial.epochs])).toEqual(Array.from({ length: 6 }, () => ['completed', 6]))
  })
})
