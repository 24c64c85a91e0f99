import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { subject } from '@shared/run/filter/fixtures/subject'
import type { RunRecord } from '@shared/run/run-record'
import { search, study } from '@shared/study/fixtures/study'
import type { StudyRecord } from '@shared/study/study'
import { emptyTrialLog } from '@shared/study/trial'
import { afterEach, beforeEach, expect, it } from 'vitest'
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
function trainer(needs: (trial: number) => number): { readonly queue: TrialQueue; readonly trained: Map<string, number>; readonly stretches: number[] } {
  const trained = new Map<string, number>()
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
        return { ended: new Promise((done) => setTimeout(() => done(record), epochs - had)), stop: () => Promise.resolve() }
      },
    },
  }
}

async function runs(record: StudyRecord, queue: TrialQueue): Promise<StudyRecord> {
  const runner = new StudyRunner(record, emptyTrialLog, { dir, file: new TrialLogFile(dir), queue, log: nobody, onRecord: nobody, onTrial: nobody, onEpochs: nobody })
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
