import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { subject } from '@shared/run/filter/fixtures/subject'
import type { RunRecord } from '@shared/run/run-record'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorkspace } from '../workspace/workspace'
import type { Workspace } from '../workspace/workspace'
import { RunDesk } from './run-desk'
import type { RunDeskOptions } from './run-desk'
import { createRunFolder, emptyNotes, readRunRecord } from './run-folder'
import { readRunLock, takeRunLock } from './run-lock-file'
import { RunQueue } from './run-queue'
import { TrainerPool } from './trainer-pool'

let root: string
let workspace: Workspace
let queue: RunQueue
let desk: RunDesk
const logged: string[] = []
const dirOf = (id: string) => join(workspace.runsDir, id)
/** Nothing trains here: the queue is paused. */
const nothing = () => {
  throw new Error('Nothing is to be started.')
}

/** A run that waits in this program. */
async function waiting(tail: string): Promise<string> {
  const record: RunRecord = { ...subject().record, id: `r-20261123-041341-${tail}`, status: 'queued' }
  const dir = await createRunFolder(workspace, record, emptyNotes)
  await desk.enqueue(record, emptyNotes, [], false, takeRunLock(dir))
  return record.id
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'crossfade-desk-'))
  workspace = await openWorkspace(join(root, 'workspace'))
  queue = new RunQueue(workspace)
  await queue.change((before) => ({ ...before, paused: true }))
  logged.length = 0
  const options: RunDeskOptions = { workspace, datasets: {} as RunDeskOptions['datasets'], dataEngine: nothing, trainers: new TrainerPool(nothing), queue, log: (line) => logged.push(line) }
  desk = new RunDesk(options)
})
afterEach(async () => {
  await desk.close()
  await rm(root, { recursive: true })
})

describe('runs that wait in this program', () => {
  it('end as stopped when another program takes them out of the queue', async () => {
    const id = await waiting('aaaaa')
    const ended = desk.whenEnded(id)
    await new RunQueue(workspace).remove(id)
    await desk.startNext()
    expect((await ended)?.status).toBe('stopped')
    expect((await readRunRecord(dirOf(id))).status).toBe('stopped')
    expect(readRunLock(dirOf(id))).toBeNull()
  })

  it('end, and the others go on waiting, when another program deletes one', async () => {
    const [gone, left] = [await waiting('aaaaa'), await waiting('bbbbb')]
    const ended = desk.whenEnded(gone)
    await new RunQueue(workspace).remove(gone)
    await rename(dirOf(gone), join(workspace.binDir, gone))
    await desk.startNext()
    expect((await ended)?.status).toBe('stopped')
    expect(logged).toEqual([expect.stringContaining(gone)])
    expect(desk.active().map((record) => record.id)).toEqual([left])
    expect(readRunLock(dirOf(left))?.kind).toBe('held')
  })

  it('are not begun behind the back of a program that closes', async () => {
    const id = await waiting('aaaaa')
    await queue.change((before) => ({ ...before, paused: false }))
    const look = desk.startNext()
    await desk.close()
    await look
    expect(desk.isWorking(id)).toBe(false)
  })
})
