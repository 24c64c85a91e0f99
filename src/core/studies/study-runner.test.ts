import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { subject } from '@shared/run/filter/fixtures/subject'
import type { RunRecord } from '@shared/run/run-record'
import { study } from '@shared/study/fixtures/study'
import type { StudyRecord } from '@shared/study/study'
import { emptyTrialLog } from '@shared/study/trial'
import type { TrialLine } from '@shared/study/trial'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { changeAtWork } from './change-at-work'
import { readStudyRecord, TrialLogFile } from './study-folder'
import { StudyRunner } from './study-runner'
import type { TrialQueue } from './trial-queue'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-runner-'))
})
afterEach(() => rm(dir, { recursive: true }))

/** A disk that is full when the study has come to its end. */
class FullAtTheEnd extends TrialLogFile {
  override append(line: TrialLine): Promise<void> {
    return line.kind === 'rested' ? Promise.reject(new CrossfadeError('disk-full', 'No space is left.')) : super.append(line)
  }
}

const record: StudyRecord = {
  version: 1, id: 's-20261123-080000-aaaaa', created: '2026-11-23T08:00:00.000Z', status: 'ready', reason: null, started: null, ended: null, jobs: 1,
  design: study(), dataset: { id: 'd-000000000000', name: 'songs', sha256: '', rows: 10 }, of: null, chosen: null,
}

/** Trials that are at work until they are stopped. */
const patient: TrialQueue = {
  submit() {
    let end: (ended: RunRecord) => void = () => undefined
    const ended = new Promise<RunRecord>((resolve) => (end = resolve))
    return { ended, stop: () => Promise.resolve(end({ ...subject().record, status: 'paused' })) }
  },
}

const nobody = () => undefined

it('pauses a trial that was begun while it was asked to pause', async () => {
  const runner = new StudyRunner(record, emptyTrialLog, { dir, runsDir: dir, file: new TrialLogFile(dir), queue: patient, log: nobody, onRecord: nobody, onTrial: nobody, onEpochs: nobody })
  await runner.start()
  await runner.pause()
  expect((await runner.ended).status).toBe('paused')
  expect(runner.snapshot().trials.map(({ status }) => status)).toEqual(['running'])
})

it('is at work before it rests, where it is paused while it starts', async () => {
  const told: string[] = []
  class Watched extends TrialLogFile {
    override append(line: TrialLine): Promise<void> {
      told.push(line.kind)
      return super.append(line)
    }
  }
  const runner = new StudyRunner(record, emptyTrialLog, { dir, runsDir: dir, file: new Watched(dir), queue: patient, log: nobody, onRecord: ({ status }) => told.push(status), onTrial: nobody, onEpochs: nobody })
  const starting = runner.start()
  await runner.pause()
  await starting
  expect(told).toEqual(['running', 'rested', 'paused'])
  expect(runner.record.status).toBe('paused')
  expect((await readStudyRecord(dir)).status).toBe('paused')
})

it('comes to its end, as failed, where that end cannot be written', async () => {
  const logged: string[] = []
  const runner = new StudyRunner(record, emptyTrialLog, { dir, runsDir: dir, file: new FullAtTheEnd(dir), queue: patient, log: (line) => logged.push(line), onRecord: nobody, onTrial: nobody, onEpochs: nobody })
  await runner.start()
  await runner.pause()
  expect(await runner.ended).toMatchObject({ status: 'failed', reason: 'No space is left.' })
  expect(logged).toEqual([`study ${record.id}: No space is left.`])
})

/** A disk that is full when the first trial has ended. */
class FullAfterATrial extends TrialLogFile {
  override append(line: TrialLine): Promise<void> {
    return line.kind === 'ended' ? Promise.reject(new CrossfadeError('disk-full', 'No space is left.')) : super.append(line)
  }
}

it('fails only when the trials that it stopped are no longer at work', async () => {
  const ends: ((ended: RunRecord) => void)[] = []
  const asked: string[] = []
  // Asked to stop, a trial still writes its checkpoint.
  const slow: TrialQueue = { submit: () => ({ ended: new Promise<RunRecord>((resolve) => ends.push(resolve)), stop: (when) => Promise.resolve(void asked.push(when)) }) }
  const runner = new StudyRunner({ ...record, jobs: 2 }, emptyTrialLog, { dir, runsDir: dir, file: new FullAfterATrial(dir), queue: slow, log: nobody, onRecord: nobody, onTrial: nobody, onEpochs: nobody })
  await runner.start()
  await vi.waitFor(() => expect(ends).toHaveLength(2), { timeout: 10_000 })
  ends[0]?.({ ...subject().record, status: 'completed' })
  await vi.waitFor(() => expect(asked).toContain('pause'), { timeout: 10_000 })
  let over = false
  void runner.ended.then(() => (over = true))
  await new Promise((done) => setTimeout(done, 50))
  expect(over).toBe(false)
  ends[1]?.({ ...subject().record, status: 'paused' })
  expect(await runner.ended).toMatchObject({ status: 'failed', reason: 'No space is left.' })
})

it('fails with its first trial where the disk is full, and begins no other', async () => {
  let begun = 0
  const full: TrialQueue = {
    submit: () => ({ ended: ++begun === 1 ? Promise.resolve({ ...subject().record, status: 'failed', reason: 'No space is left.', errorCode: 'disk-full' }) : Promise.reject(new Error('one too many')), stop: () => Promise.resolve() }),
  }
  const runner = new StudyRunner(record, emptyTrialLog, { dir, runsDir: dir, file: new TrialLogFile(dir), queue: full, log: nobody, onRecord: nobody, onTrial: nobody, onEpochs: nobody })
  await runner.start()
  expect(await runner.ended).toMatchObject({ status: 'failed', reason: 'No space is left.' })
  // It goes on when the study does.
  expect(runner.snapshot().trials.map(({ status }) => status)).toEqual(['running'])
  expect(begun).toBe(1)
})

it('loses no change to another one, nor to its end', async () => {
  for (let round = 0; round < 8; round++) {
    const runner = new StudyRunner(record, emptyTrialLog, { dir, runsDir: dir, file: new TrialLogFile(dir), queue: patient, log: nobody, onRecord: nobody, onTrial: nobody, onEpochs: nobody })
    await runner.start()
    const paused = runner.pause()
    await Promise.all([paused, changeAtWork(runner, { kind: 'change', name: `round ${round}` }), changeAtWork(runner, { kind: 'change', budget: { trials: 5 + round } })])
    const { status, design } = await readStudyRecord(dir)
    expect([status, design.name, design.budget]).toEqual(['paused', `round ${round}`, { trials: 5 + round }])
    await rm(join(dir, 'trials.jsonl'))
  }
})
