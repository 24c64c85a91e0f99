import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorkspace } from '../workspace/workspace'
import type { Workspace } from '../workspace/workspace'
import { takeRunLock } from './run-lock-file'
import { RunQueue } from './run-queue'

let root: string
let workspace: Workspace
/** Two programs on the same workspace. */
let ours: RunQueue
let theirs: RunQueue
const [a, b, c] = ['a', 'b', 'c'].map((tail) => `r-20261123-04134${tail === 'a' ? 1 : tail === 'b' ? 2 : 3}-${tail.repeat(5)}`) as [string, string, string]
const releases = new Map<string, () => void>()

/** A run that waits; its owner lives. */
async function waiting(id: string): Promise<void> {
  const dir = join(workspace.runsDir, id)
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, 'run.json'), '{}')
  await utimes(join(dir, 'run.json'), new Date(0), new Date(0))
  releases.set(id, takeRunLock(dir))
  await ours.add(id)
}
const mine = (...ids: string[]) => new Set(ids)

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'crossfade-queue-'))
  workspace = await openWorkspace(join(root, 'workspace'))
  await workspace.setParallelRuns(1)
  ours = new RunQueue(workspace)
  theirs = new RunQueue(await openWorkspace(workspace.dir))
  for (const id of [a, b, c]) await waiting(id)
})
afterEach(async () => {
  for (const release of releases.values()) release()
  releases.clear()
  await rm(root, { recursive: true })
})

describe('the queue of a workspace', () => {
  it('lets as many runs of all programs work at once as the workspace says', async () => {
    expect((await ours.claim(mine(a, c))).begun).toEqual([a])
    expect((await theirs.claim(mine(b))).begun).toEqual([])
    expect((await ours.claim(mine(c))).begun).toEqual([])
    await ours.finish(a)
    expect((await theirs.claim(mine(b))).begun).toEqual([b])
    expect((await ours.read()).runs).toEqual([c])
  })

  it('takes up a limit that another program has changed', async () => {
    expect((await ours.claim(mine(a))).begun).toEqual([a])
    await (await openWorkspace(workspace.dir)).setParallelRuns(3)
    expect((await ours.claim(mine(b, c))).begun).toEqual([b, c])
  })

  it('keeps the order: a run that another program waits with is not overtaken', async () => {
    await ours.move(b, 0)
    expect((await ours.claim(mine(a, c))).begun).toEqual([])
    expect((await theirs.claim(mine(b))).begun).toEqual([b])
  })

  it('does not wait for a run whose program died, and does not count one that died at work', async () => {
    releases.get(a)?.()
    expect((await ours.claim(mine(c, b))).begun).toEqual([b])
    releases.get(b)?.()
    expect(ours.atWork(await ours.read())).toEqual([])
    expect((await ours.claim(mine(c))).begun).toEqual([c])
  })

  it('does not take a run for at work that waits again, after its program was killed at work', async () => {
    expect((await ours.claim(mine(a))).begun).toEqual([a])
    releases.get(a)?.()
    // Resumed: its lock is held anew, by the program that waits with it.
    releases.set(a, takeRunLock(join(workspace.runsDir, a)))
    const { runs } = await theirs.add(a)
    await theirs.move(a, 0)
    expect(runs).toEqual([b, c, a])
    expect(theirs.atWork(await theirs.read())).toEqual([])
    expect((await theirs.claim(mine(a))).begun).toEqual([a])
    expect((await ours.read()).working).toEqual([a])
  })

  it('counts the trials of studies in all programs, and lets one run work beside them', async () => {
    await workspace.setParallelRuns(2)
    await theirs.remove(c)
    await theirs.beginTrial(c)
    expect((await ours.claim(mine(a, b))).begun).toEqual([a])
    expect((await ours.claim(mine(b))).begun).toEqual([])
    await theirs.finishTrial(c)
    expect((await ours.claim(mine(b))).begun).toEqual([b])
    expect((await ours.read()).trials).toEqual([])
  })

  it('begins one run however many trials are at work, and does not count a trial whose program died', async () => {
    await theirs.remove(c)
    await theirs.beginTrial(c)
    expect((await ours.claim(mine(a, b))).begun).toEqual([a])
    await ours.finish(a)
    await workspace.setParallelRuns(2)
    releases.get(c)?.()
    await ours.add(a)
    expect((await ours.claim(mine(a, b))).begun).toEqual([b, a])
  })

  it('starts nothing while it is paused', async () => {
    await theirs.change((queue) => ({ ...queue, paused: true }))
    expect((await ours.claim(mine(a, b, c))).begun).toEqual([])
    await theirs.change((queue) => ({ ...queue, paused: false }))
    expect((await ours.claim(mine(a, b, c))).begun).toEqual([a])
  })
})
