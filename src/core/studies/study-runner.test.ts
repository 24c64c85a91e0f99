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
import { afterEach, beforeEach, expect, it } from 'vitest'
import { TrialLogFile } from './study-folder'
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
  const runner = new StudyRunner(record, emptyTrialLog, { dir, file: new TrialLogFile(dir), queue: patient, log: nobody, onRecord: nobody, onTrial: nobody, onEpochs: nobody })
  await runner.start()
  await runner.pause()
  expect((await runner.ended).status).toBe('paused')
  expect(runner.trials.trials.map(({ status }) => status)).toEqual(['running'])
})

it('comes to its end, as failed, where that end cannot be written', async () => {
  const logged: string[] = []
  const runner = new StudyRunner(record, emptyTrialLog, { dir, file: new FullAtTheEnd(dir), queue: patient, log: (line) => logged.push(line), onRecord: nobody, onTrial: nobody, onEpochs: nobody })
  await runner.start()
  await runner.pause()
  expect(await runner.ended).toMatchObject({ status: 'failed', reason: 'No space is left.' })
  expect(logged).toEqual([`study ${record.id}: No space is left.`])
})
