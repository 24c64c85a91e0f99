import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, open, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { subject } from '@shared/run/filter/fixtures/subject'
import { makeLock } from '@shared/run/run-lock'
import type { RunRecord } from '@shared/run/run-record'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorkspace } from '../workspace/workspace'
import type { Workspace } from '../workspace/workspace'
import { createRunFolder, emptyNotes, readRunRecord, writeRunRecord } from './run-folder'
import { lockWitness, readRunLock } from './run-lock-file'
import { RunQueue } from './run-queue'
import { createRunService } from './run-service'
import type { RunServiceOptions, Runs } from './run-service'
import type { RunEvent } from './run-verbs'

let root: string
let workspace: Workspace
let service: Runs
let other: ChildProcess
const id = 'r-20261123-041341-aaaaa'
const dir = () => join(workspace.runsDir, id)
/** Its file is where it was. */
const datasets = { locate: () => Promise.resolve({}) } as unknown as RunServiceOptions['datasets']
const nothing = () => {
  throw new Error('Nothing is to be started.')
}

const addRun = async (change: Partial<RunRecord>): Promise<RunRecord> => {
  const record: RunRecord = { ...subject().record, id, ...change }
  await createRunFolder(workspace, record, emptyNotes)
  return record
}

/** As a program that lives and has taken the run. */
const takenElsewhere = () => writeFile(join(dir(), 'lock'), JSON.stringify(makeLock(other.pid ?? 0, lockWitness())))

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'crossfade-run-service-'))
  workspace = await openWorkspace(join(root, 'workspace'))
  await new RunQueue(workspace).change((before) => ({ ...before, paused: true }))
  service = createRunService({ workspace, datasets, dataEngine: nothing, analysisEngine: nothing, startTrainer: nothing, log: () => undefined })
  other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' })
  await once(other, 'spawn')
})
afterEach(async () => {
  other.kill()
  await service.close()
  await rm(root, { recursive: true })
})

describe('a run that is deleted', () => {
  it('goes to the bin without a lock', async () => {
    await addRun({ status: 'completed' })
    await service.runs.remove(id)
    expect(existsSync(dir())).toBe(false)
    expect((await readdir(join(workspace.binDir, id))).filter((name) => name.startsWith('lock'))).toEqual([])
  })

  it('stays where it waits in the queue of another program, and goes on waiting there', async () => {
    await addRun({ status: 'queued' })
    await new RunQueue(workspace).add(id)
    await takenElsewhere()
    await expect(service.runs.remove(id)).rejects.toMatchObject({ code: 'run-busy' })
    expect(readRunLock(dir())?.kind).toBe('held')
    expect((await new RunQueue(workspace).read()).runs).toEqual([id])
  })

  it('goes where it waits in this program', async () => {
    await addRun({ status: 'stopped' })
    await mkdir(join(dir(), 'checkpoint'))
    await service.runs.resume(id)
    const ended = service.desk.whenEnded(id)
    await service.runs.remove(id)
    expect((await ended)?.status).toBe('stopped')
    expect(existsSync(join(workspace.binDir, id, 'run.json'))).toBe(true)
    expect(existsSync(join(workspace.binDir, id, 'lock'))).toBe(false)
  })
})

describe('a run that is brought back', () => {
  it('is told as it was', async () => {
    const record = await addRun({ status: 'completed' })
    const told: RunEvent[] = []
    service.runs.subscribe((event) => told.push(event))
    await service.runs.remove(id)
    expect(await service.runs.restore(id.slice(0, 12))).toBe(id)
    expect(await readRunRecord(dir())).toEqual(record)
    expect(told).toMatchObject([{ kind: 'removed', id }, { kind: 'changed', entry: { kind: 'run', record: { id, status: 'completed' } } }])
  })

  it('comes back where it cannot be read, byte by byte, and is shown as such', async () => {
    await addRun({ status: 'completed' })
    await writeFile(join(dir(), 'run.json'), '{"version":2,"id":')
    await service.runs.remove(id)
    const told: RunEvent[] = []
    service.runs.subscribe((event) => told.push(event))
    expect(await service.runs.restore(id)).toBe(id)
    expect(await readFile(join(dir(), 'run.json'), 'utf8')).toBe('{"version":2,"id":')
    expect(existsSync(join(workspace.binDir, id))).toBe(false)
    const unreadable = { kind: 'unreadable', id, dir: dir(), reason: 'run.json: it is not JSON, or its end is missing' }
    expect(told).toEqual([{ kind: 'changed', entry: unreadable }])
    await expect(service.runs.get(id)).rejects.toMatchObject({ code: 'run-unreadable' })
  })
})

describe('a run that is resumed', () => {
  // A pipe in the place of its epochs holds the look at the folder, after run.json was read, until the other program is done.
  it.skipIf(process.platform === 'win32')('is left as another program made it that worked on it between the look and the lock', async () => {
    const before = await addRun({ status: 'stopped' })
    await mkdir(join(dir(), 'checkpoint'))
    execFileSync('mkfifo', [join(dir(), 'metrics.jsonl')])
    const resumed = expect(service.runs.resume(id)).rejects.toMatchObject({ code: 'run-busy' })
    const pipe = await open(join(dir(), 'metrics.jsonl'), 'w')
    const trained: RunRecord = { ...before, status: 'completed', epochs: before.epochs + 5 }
    await writeRunRecord(dir(), trained)
    await pipe.close()
    await resumed
    expect(await readRunRecord(dir())).toEqual(trained)
    expect(readRunLock(dir())).toBeNull()
  })
})
