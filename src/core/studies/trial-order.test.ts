import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { subject } from '@shared/run/filter/fixtures/subject'
import type { RunRecord } from '@shared/run/run-record'
import { search, study } from '@shared/study/fixtures/study'
import type { StudyDesign, StudyRecord } from '@shared/study/study'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { readTrialLog, TrialLogFile } from './study-folder'
import { StudyRunner } from './study-runner'
import type { TrialJob, TrialQueue } from './trial-queue'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-order-'))
})
afterEach(() => rm(dir, { recursive: true }))

const nobody = () => undefined
const record = (design: StudyDesign, jobs: number): StudyRecord => ({
  version: 1, id: 's-20261123-080000-aaaaa', created: '', status: 'ready', reason: null, started: null, ended: null, jobs,
  design, dataset: { id: 'd-000000000000', name: 'songs', sha256: '', rows: 10 }, of: null, chosen: null,
})

/** Trials that end when the test says so; which of them were handed over, in order. */
function workers() {
  const handed: number[] = []
  const ends = new Map<number, (status: RunRecord['status']) => void>()
  const queue: TrialQueue = {
    submit({ study: { trial } }: TrialJob) {
      handed.push(trial)
      const ended = new Promise<RunRecord>((resolve) => ends.set(trial, (status) => resolve({ ...subject().record, status })))
      return { ended, stop: (when) => Promise.resolve(ends.get(trial)?.(when === 'pause' ? 'paused' : 'stopped')) }
    },
  }
  return { handed, ends, queue }
}

async function begin(design: StudyDesign, jobs: number, queue: TrialQueue): Promise<StudyRunner> {
  const runner = new StudyRunner(record(design, jobs), await readTrialLog(dir), { dir, runsDir: dir, file: new TrialLogFile(dir), queue, log: nobody, onRecord: nobody, onTrial: nobody, onEpochs: nobody })
  await runner.start()
  return runner
}

const handedOver = (handed: readonly number[], expected: readonly number[]) => vi.waitFor(() => expect(handed).toEqual(expected), { timeout: 10_000, interval: 5 })
/** count 1, 2 and 3, each with two rates: trials 1 and 2 are of one shape, 3 and 4, 5 and 6. */
const pairs = (change: Partial<StudyDesign> = {}) => study({ plan: search({ space: [{ kind: 'choice', path: 'layers.count', values: [1, 2, 3] }, { kind: 'choice', path: 'training.learningRate', values: [0.1, 0.01] }] }), ...change })

it('holds a trial whose step is being compiled, and gives it to whoever has compiled it', async () => {
  const { handed, ends, queue } = workers()
  const runner = await begin(pairs(), 2, queue)
  await handedOver(handed, [1, 3])
  // In the log they stand in the order of the grid.
  expect(runner.snapshot().trials.map(({ values }) => Object.values(values))).toEqual([[1, 0.1], [1, 0.01], [2, 0.1]])
  for (const [trial, next] of [[3, [1, 3, 4]], [1, [1, 3, 4, 2]], [2, [1, 3, 4, 2, 5]], [4, [1, 3, 4, 2, 5, 6]]] as const) {
    ends.get(trial)?.('completed')
    await handedOver(handed, next)
  }
  for (const trial of [5, 6]) ends.get(trial)?.('completed')
  expect((await runner.ended).status).toBe('completed')
  const { trials } = await readTrialLog(dir)
  expect(trials.map(({ values, status }) => [...Object.values(values), status])).toEqual([1, 2, 3].flatMap((count) => [0.1, 0.01].map((rate) => [count, rate, 'completed'])))
})

it('leaves no place empty where all are of one shape, and begins no trial ahead for it', async () => {
  const { handed, queue } = workers()
  const alike = study({ plan: search({ space: [{ kind: 'choice', path: 'training.learningRate', values: [0.1, 0.01, 0.001, 0.0001] }] }) })
  const runner = await begin(alike, 2, queue)
  await handedOver(handed, [1, 2])
  expect(runner.snapshot().trials).toHaveLength(2)
  await runner.pause()
})

it.each<[string, Partial<StudyDesign>]>([
  ['epochs', { budget: { epochs: 1000 } }],
  ['time', { budget: { minutes: 60 } }],
  ['the median', { plan: { ...search({}), space: [{ kind: 'choice', path: 'layers.count', values: [1, 2, 3] }, { kind: 'choice', path: 'training.learningRate', values: [0.1, 0.01] }], pruning: { kind: 'median', startup: 5, warmup: 3 } } }],
])('keeps to the order of the plan where %s may end a trial', async (_, change) => {
  const { handed, queue } = workers()
  const runner = await begin(pairs(change), 2, queue)
  await handedOver(handed, [1, 2])
  await runner.pause()
})

it('holds no trial that a person asked for', async () => {
  const { handed, ends, queue } = workers()
  const runner = await begin(pairs(), 2, queue)
  await handedOver(handed, [1, 3])
  await runner.add([{ kind: 'asked', values: { 'layers.count': 1, 'training.learningRate': 0.5 }, at: '' }])
  ends.get(3)?.('completed')
  // It is of the shape of trial 1, which is at work still.
  await handedOver(handed, [1, 3, 4])
  expect(runner.snapshot().trials[3]).toMatchObject({ by: 'person', values: { 'training.learningRate': 0.5 } })
  await runner.pause()
})

it('begins no more trials than the budget has', async () => {
  const { handed, ends, queue } = workers()
  const runner = await begin(pairs({ budget: { trials: 2 } }), 2, queue)
  await handedOver(handed, [1, 2])
  for (const trial of [1, 2]) ends.get(trial)?.('completed')
  expect((await runner.ended).status).toBe('completed')
  expect(runner.snapshot().trials).toHaveLength(2)
})

it('goes on with a trial that was held, and stops one for good', async () => {
  const before = workers()
  const first = await begin(pairs(), 2, before.queue)
  await handedOver(before.handed, [1, 3])
  await first.pause()
  const after = workers()
  const second = await begin(pairs(), 2, after.queue)
  // Nothing else is begun before they are at work again.
  await handedOver(after.handed, [1, 3])
  expect(await second.stopTrial(2)).toBe(true)
  expect(second.snapshot().trials[1]?.status).toBe('stopped')
  after.ends.get(1)?.('completed')
  await handedOver(after.handed, [1, 3, 5])
  after.ends.get(3)?.('completed')
  await handedOver(after.handed, [1, 3, 5, 4])
  await second.pause()
})
