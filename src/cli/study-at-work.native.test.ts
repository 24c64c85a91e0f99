import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createCore } from '@core/create-core'
import type { Core } from '@core/core'
import { forkEngine } from '@core/engine-process/fork-engine'
import type { StudyEvent } from '@core/studies/study-events'
import type { StudyDesign } from '@shared/study/study'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { CommandLine, killEverything, penguins } from './fixtures/command-line'

vi.setConfig({ testTimeout: 240_000 })

let folder: string
let core: Core
let line: CommandLine
let experiment: StudyDesign['experiment']
let dataset: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-study-at-work-'))
  line = await CommandLine.open(folder)
  experiment = JSON.parse((await line.run('train', penguins, '--target', 'species', '--epochs', '4', '--layers', '8', '--patience', '0', '--engine', 'graph', '--print-config')).stdout) as StudyDesign['experiment']
  const entriesDir = dirname(process.env['CROSSFADE_CLI'] ?? join(process.cwd(), 'out', 'main', 'cli.js'))
  core = await createCore({ workspaceDir: join(folder, 'workspace'), startEngine: forkEngine({ entriesDir }), configDir: null, resident: true })
  dataset = (await core.datasets.open(penguins, {})).id
})
afterEach(async () => {
  await core.close()
  await rm(folder, { recursive: true, force: true })
})

const design = (change: Partial<StudyDesign> = {}): StudyDesign => ({
  version: 1,
  name: 'at work',
  experiment,
  plan: {
    kind: 'search',
    space: [{ kind: 'float', path: 'training.learningRate', low: 1e-4, high: 0.1, log: true }, { kind: 'choice', path: 'training.epochs', values: [4] }],
    strategy: { kind: 'random', seed: 1 },
    pruning: { kind: 'none' },
    seeds: 1,
  },
  objective: { metric: 'loss', direction: 'min' },
  budget: { trials: 3 },
  ...change,
})

/** Resolves with the first event that passes. */
const heard = (passes: (event: StudyEvent) => boolean): Promise<StudyEvent> =>
  new Promise((done) => {
    const stop = core.studies.subscribe((event) => {
      if (!passes(event)) return
      stop()
      done(event)
    })
  })

it('ends one trial, takes trials by hand and another budget while it works', async () => {
  const endless = design({ experiment: { ...experiment, training: { ...experiment.training, epochs: 500_000 } }, plan: { ...design().plan, space: [{ kind: 'float', path: 'training.learningRate', low: 1e-5, high: 1e-4, log: true }] } as StudyDesign['plan'], budget: { trials: 1 } })
  const first = heard((event) => event.kind === 'epochs')
  const { id } = await core.studies.start(endless, dataset, { jobs: 1 })
  await first
  // The one at work would never end.
  const added = await core.studies.addTrials(id, [{ 'training.learningRate': 0.05, 'training.epochs': 2 }])
  expect(added.asked).toHaveLength(1)
  await core.studies.change(id, { budget: { trials: 1, epochs: 1_000_000 }, name: 'renamed' })
  await core.studies.stopTrial(id, 1)
  const done = await core.studies.whenEnded(id)
  const { trials, ranking, progress } = await core.studies.get('renamed')
  expect(trials.map(({ status, by, epochs }) => [status, by, by === 'person' ? epochs : null])).toEqual([['stopped', 'strategy', null], ['completed', 'person', 2]])
  expect(trials[1]?.values).toEqual({ 'training.learningRate': 0.05, 'training.epochs': 2 })
  expect([done.status, ranking.length, progress.total]).toEqual(['completed', 2, 2])
  // Raised, the budget is used when it goes on.
  await core.studies.change(id, { budget: { trials: 2, minutes: 0.001 } })
  await core.studies.resume(id)
  expect((await core.studies.whenEnded(id)).reason).toBe('The time of 0.001 min is over.')
})

it('rests when the program closes, and goes on in the next one', async () => {
  const begun = heard((event) => event.kind === 'trial' && event.trial.trial === 2)
  const { id } = await core.studies.start(design(), dataset, { jobs: 2 })
  await begun
  await core.close()
  const entriesDir = dirname(process.env['CROSSFADE_CLI'] ?? join(process.cwd(), 'out', 'main', 'cli.js'))
  core = await createCore({ workspaceDir: join(folder, 'workspace'), startEngine: forkEngine({ entriesDir }), configDir: null })
  const [listed] = await core.studies.list()
  expect(listed).toMatchObject({ record: { id, status: 'paused' } })
  await core.studies.resume(id, { jobs: 1 })
  const ended = await core.studies.whenEnded(id)
  const { trials } = await core.studies.get(id)
  expect([ended.status, trials.map((trial) => trial.status)]).toEqual(['completed', ['completed', 'completed', 'completed']])
  const report = await core.studies.report(id)
  expect(report.optimism?.metric ?? report.optimismReason).toMatch(/^loss$|come to the same/)
  await core.studies.remove(id)
  expect(await core.studies.list()).toEqual([])
})

it('changes and pauses a study of a terminal, and refuses to where that is dead', async () => {
  const path = join(folder, 'endless.json')
  await writeFile(path, JSON.stringify(design({ experiment: { ...experiment, training: { ...experiment.training, epochs: 500_000 } }, plan: { ...design().plan, space: [{ kind: 'float', path: 'training.learningRate', low: 1e-5, high: 1e-4, log: true }] } as StudyDesign['plan'] })))
  const begin = async (...args: readonly string[]) => {
    const started = line.start('study', ...args, '--jobs', '1')
    await started.said(args[0] === path ? 'at once.' : 'goes on.')
    return started
  }
  const first = await begin(path)
  const [listed] = await core.studies.list()
  const id = listed !== undefined && 'record' in listed ? listed.record.id : ''
  expect((await core.studies.change(id, { name: 'by the window', budget: { trials: 7 } })).design).toMatchObject({ name: 'by the window', budget: { trials: 7 } })
  expect(await core.studies.pause(id)).toMatchObject({ status: 'paused', design: { name: 'by the window' } })
  expect(await first.ended).toMatchObject({ code: 0, stderr: expect.stringContaining(`${id} is paused. Go on with`) as string })
  const second = await begin(id)
  killEverything(second)
  await second.ended
  await expect(core.studies.pause(id)).rejects.toMatchObject({ code: 'illegal-move', message: `${id} is interrupted: nothing is at work.` })
})

it('runs two studies in one program, each with its own trials', async () => {
  const [a, b] = await Promise.all([core.studies.start(design({ name: 'a' }), dataset, { jobs: 1 }), core.studies.start(design({ name: 'b' }), dataset, { jobs: 1 })])
  await Promise.all([core.studies.whenEnded(a.id), core.studies.whenEnded(b.id)])
  const [ofA, ofB] = [await core.studies.get('a'), await core.studies.get('b')]
  expect([ofA.trials.length, ofB.trials.length]).toEqual([3, 3])
  // The same design gives the same trials.
  expect(ofA.trials.map(({ values, objective }) => [values, objective])).toEqual(ofB.trials.map(({ values, objective }) => [values, objective]))
  await expect(core.studies.start(design({ plan: { kind: 'k-fold', folds: 3, repeats: 1, stratified: true, seed: 1, group: 'nest' } }), dataset)).rejects.toMatchObject({ code: 'config-invalid', message: expect.stringMatching(/^plan\.group: /) as string })
})
