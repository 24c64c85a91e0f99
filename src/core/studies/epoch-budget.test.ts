import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { subject } from '@shared/run/filter/fixtures/subject'
import type { RunRecord } from '@shared/run/run-record'
import { search, study } from '@shared/study/fixtures/study'
import type { StudyRecord } from '@shared/study/study'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { writeRunRecord } from '../runs/run-folder'
import { epochsLeftBehind } from './epochs-left-behind'
import { readTrialLog, TrialLogFile } from './study-folder'
import { StudyRunner } from './study-runner'
import type { TrialQueue } from './trial-queue'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-epochs-'))
})
afterEach(() => rm(dir, { recursive: true }))

const nobody = () => undefined
const base = study().experiment

const studyOf = (epochs: number, ofTrial: number, jobs: number): StudyRecord => ({
  version: 1, id: 's-20261123-080000-aaaaa', created: '', status: 'ready', reason: null, started: null, ended: null, jobs,
  design: study({ plan: search({ strategy: { kind: 'random', seed: 1 }, space: [{ kind: 'float', path: 'training.learningRate', low: 1e-4, high: 0.1 }] }), budget: { epochs }, experiment: { ...base, training: { ...base.training, epochs: ofTrial } } }),
  dataset: { id: 'd-000000000000', name: 'songs', sha256: '', rows: 10 }, of: null, chosen: null,
})

/** Trains as the pool does: to its end, which `needs` says by trial, or to the epoch that it is told to stop after, from where it stood. */
function trainer(needs: (trial: number) => number, trained = new Map<string, number>()): { readonly queue: TrialQueue; readonly trained: Map<string, number>; readonly stretches: number[] } {
  const stretches: number[] = []
  return {
    trained,
    stretches,
    queue: {
      submit({ run, study: { trial }, stopAfter }) {
        const had = trained.get(run) ?? 0
        const epochs = Math.max(had, Math.min(needs(trial), stopAfter ?? Infinity))
        trained.set(run, epochs)
        stretches.push(epochs - had)
        const record: RunRecord = { ...subject().record, id: run, epochs, status: epochs >= needs(trial) ? 'completed' : 'stopped' }
        // Longer trainings end later.
        return { ended: new Promise((done) => setTimeout(() => done(record), 20 + epochs - had)), stop: () => Promise.resolve() }
      },
    },
  }
}

async function runs(record: StudyRecord, queue: TrialQueue, trained: ReadonlyMap<number, number> = new Map()): Promise<StudyRecord> {
  const runner = new StudyRunner(record, await readTrialLog(dir), { dir, runsDir: dir, trained, file: new TrialLogFile(dir), queue, log: nobody, onRecord: nobody, onTrial: nobody, onEpochs: nobody })
  await runner.start()
  return runner.ended
}

it.each([1, 2, 3, 5])('trains no epoch more than the budget has, %i at once', async (jobs) => {
  const { queue, trained } = trainer(() => 9)
  expect(await runs(studyOf(30, 9, jobs), queue)).toMatchObject({ status: 'completed', reason: 'The budget of 30 epochs is used up.' })
  expect([...trained.values()].reduce((sum, one) => sum + one, 0)).toBe(30)
  const { trials } = await readTrialLog(dir)
  expect(trials.reduce((sum, one) => sum + one.epochs, 0)).toBe(30)
  expect(trials.every((one) => one.status === 'completed' || (one.status === 'stopped' && one.reason === 'The budget of 30 epochs was used up.'))).toBe(true)
  expect(trials.filter((one) => one.status === 'completed').length).toBeGreaterThanOrEqual(jobs < 5 ? 2 : 0)
})

it('gives what a trial did not need to one that has used up its share, which goes on', async () => {
  const { queue, trained, stretches } = trainer((trial) => (trial === 2 ? 45 : 5))
  const record = studyOf(60, 100, 2)
  const two = { ...record, design: { ...record.design, plan: search({ space: [{ kind: 'choice', path: 'layers.count', values: [1, 2] }] }) } }
  expect(await runs(two, queue)).toMatchObject({ status: 'completed', reason: null })
  // The second was given 30 at first, and then all that it needed: no other was to come.
  expect(stretches).toEqual([5, 30, 15])
  expect([...trained.values()]).toEqual([5, 45])
  expect((await readTrialLog(dir)).trials.map(({ status, epochs }) => [status, epochs])).toEqual([['completed', 5], ['completed', 45]])
})

const runOf = (place: number) => `r-20261123-080000-0000${place}`

/** Trials of a study that was ended while they were at work, with what they had trained. */
async function leftAtWork(...epochs: readonly number[]): Promise<{ readonly trained: Map<string, number>; readonly left: ReadonlyMap<number, number> }> {
  const file = new TrialLogFile(dir)
  for (const [place, count] of epochs.entries()) {
    const run = runOf(place)
    await file.append({ kind: 'begun', trial: place + 1, run, configuration: place + 1, values: { 'training.learningRate': 0.01 }, seed: 1, by: 'strategy', at: '' })
    if (count === 0) continue
    await mkdir(join(dir, run))
    await writeRunRecord(join(dir, run), { ...subject().record, id: run, epochs: count, status: 'paused' })
  }
  const { trials } = await readTrialLog(dir)
  return { trained: new Map(epochs.flatMap((count, place): [string, number][] => (count === 0 ? [] : [[runOf(place), count]]))), left: await epochsLeftBehind(dir, trials) }
}
const sumOf = (trained: ReadonlyMap<string, number>) => [...trained.values()].reduce((sum, one) => sum + one, 0)

it.each([
  ['more at once than before', [80], 100, 100],
  ['two that have used up all', [80, 20], 100, 100],
  ['one without any epoch beside one with all', [100, 0], 100, 100],
  ['several, and a budget that was lowered since', [30, 30, 0], 50, 60],
])('counts what was trained before it was ended: %s', async (_, epochs, budget, inAll) => {
  const { trained, left } = await leftAtWork(...epochs)
  const { queue } = trainer(() => 100, trained)
  expect((await runs(studyOf(budget, 100, 2), queue, left)).status).toBe('completed')
  expect(sumOf(trained)).toBe(inAll)
  const { trials } = await readTrialLog(dir)
  expect(trials.reduce((sum, one) => sum + one.epochs, 0)).toBe(inAll)
  expect(trials.some((one) => one.status === 'running')).toBe(false)
})

it('reads the epochs of a run that was killed from its metrics', async () => {
  await leftAtWork(3)
  await writeFile(join(dir, runOf(0), 'metrics.jsonl'), [1, 2, 3, 4].map((epoch) => `${JSON.stringify({ epoch, loss: 1, learningRate: 0.1, ms: 1, step: epoch, at: '' })}\n`).join(''))
  expect([...(await epochsLeftBehind(dir, (await readTrialLog(dir)).trials))]).toEqual([[1, 4]])
})
