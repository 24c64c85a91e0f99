import { appendFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { study } from '@shared/study/fixtures/study'
import type { StudyRecord } from '@shared/study/study'
import type { TrialLine } from '@shared/study/trial'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorkspace } from '../workspace/workspace'
import { newStudyId, readTrialLog, restoreStudyFolder, studiesDir, studyIds, TrialLogFile } from './study-folder'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-study-'))
})
afterEach(() => rm(dir, { recursive: true }))

const begun = (trial: number): TrialLine => ({ kind: 'begun', trial, run: `r-20261123-080000-0000${trial}`, configuration: trial, values: { 'layers.count': trial }, seed: 42, by: 'strategy', at: '2026-11-23T08:00:00.000Z' })
const ended = (trial: number, objective: number | null): TrialLine => ({
  kind: 'ended', trial, status: objective === null ? 'failed' : 'completed', reason: null, objective, epoch: 3, epochs: 6, parameters: 10, trainMs: 5, curve: [[1, 0.5]], workedMs: 100 * trial, at: '2026-11-23T08:01:00.000Z',
})

describe('trials.jsonl', () => {
  it('tells trials, their ends and the time, line by line', async () => {
    const file = new TrialLogFile(dir)
    for (const line of [begun(1), begun(2), ended(2, 0.7), { kind: 'asked', values: { 'layers.count': 9 }, at: '' } as const]) await file.append(line)
    const log = await readTrialLog(dir)
    expect(log.trials.map(({ trial, status, objective }) => [trial, status, objective])).toEqual([[1, 'running', null], [2, 'completed', 0.7]])
    expect([log.workedMs, log.asked]).toEqual([200, [{ 'layers.count': 9 }]])
  })

  it('leaves out a torn last line, and cuts it off before it goes on', async () => {
    await new TrialLogFile(dir).append(begun(1))
    await appendFile(join(dir, 'trials.jsonl'), '{"kind":"ended","trial":1,"sta')
    expect((await readTrialLog(dir)).trials[0]?.status).toBe('running')
    await new TrialLogFile(dir).append(ended(1, 0.5))
    expect((await readTrialLog(dir)).trials[0]?.status).toBe('completed')
    expect((await readFile(join(dir, 'trials.jsonl'), 'utf8')).trim().split('\n')).toHaveLength(2)
  })

  it('reads every whole line of a file cut anywhere', async () => {
    const file = new TrialLogFile(dir)
    for (const line of [begun(1), ended(1, 0.5), begun(2), ended(2, null)]) await file.append(line)
    const text = await readFile(join(dir, 'trials.jsonl'), 'utf8')
    for (let length = 0; length <= text.length; length += 7) {
      await rm(join(dir, 'trials.jsonl'))
      await appendFile(join(dir, 'trials.jsonl'), text.slice(0, length))
      const { trials } = await readTrialLog(dir)
      const whole = text.slice(0, length).split('\n').length - 1
      expect(trials.length).toBeGreaterThanOrEqual(Math.ceil(whole / 2))
    }
  })

  it('keeps lines in the order in which they were given', async () => {
    const file = new TrialLogFile(dir)
    await Promise.all(Array.from({ length: 20 }, (_, i) => file.append(begun(i + 1))))
    expect((await readTrialLog(dir)).trials.map((trial) => trial.trial)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  })
})

it('names studies so that they sort by creation', () => {
  expect(newStudyId(new Date('2026-11-23T08:05:09.123Z'))).toMatch(/^s-20261123-080509-[0-9a-z]{5}$/)
})

const record: StudyRecord = {
  version: 1, id: '', created: '2026-11-23T08:00:00.000Z', status: 'completed', reason: null, started: null, ended: null, jobs: 1,
  design: { ...study(), name: 'width' }, dataset: { id: 'd-000000000000', name: 'songs', sha256: '', rows: 10 }, of: null, chosen: null,
}

describe('a deleted study', () => {
  it('comes back from the bin by its id or the beginning of it, and only where it can be read', async () => {
    const workspace = await openWorkspace(join(dir, 'workspace'))
    const id = 's-20261123-080000-aaaaa'
    await mkdir(join(workspace.binDir, id))
    await expect(restoreStudyFolder('depth', workspace)).rejects.toMatchObject({ code: 'run-not-found' })
    await writeFile(join(workspace.binDir, id, 'study.json'), '{"version":1')
    await expect(restoreStudyFolder(id, workspace)).rejects.toMatchObject({ code: 'run-unreadable' })
    await writeFile(join(workspace.binDir, id, 'study.json'), JSON.stringify({ ...record, id }))
    for (const named of [id, 's-20261123', 'width']) {
      expect(await restoreStudyFolder(named, workspace)).toBe(id)
      expect(await studyIds(workspace)).toEqual([id])
      await rename(join(studiesDir(workspace), id), join(workspace.binDir, id))
    }
  })
})
