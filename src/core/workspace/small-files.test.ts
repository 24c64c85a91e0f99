import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RunQueue } from '../runs/run-queue'
import { enterWorkspace } from './enter-workspace'
import { openWorkspace, requireWritable } from './workspace'

let root: string
let dir: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'crossfade-small-files-'))
  dir = join(root, 'workspace')
  await openWorkspace(dir)
})
afterEach(() => rm(root, { recursive: true }))

describe('a workspace', () => {
  it('opens read-only, and says why, where crossfade.json cannot be read; a new one is made where it is deleted', async () => {
    const marker = join(dir, 'crossfade.json')
    await writeFile(marker, '{"version":1,')
    const workspace = await openWorkspace(dir)
    expect(workspace).toMatchObject({ readOnly: true, parallelRunsSet: null })
    expect(workspace.problem).toMatch(/crossfade\.json cannot be read: .* read-only.* Mend the file, or delete it/)
    expect(() => requireWritable(workspace)).toThrow('Mend the file, or delete it')
    expect(await readFile(marker, 'utf8')).toBe('{"version":1,')
    await rm(marker)
    await mkdir(join(dir, 'imports'))
    expect(await openWorkspace(dir)).toMatchObject({ readOnly: false })
  })

  it('says what to do about a queue.json that cannot be read', async () => {
    await writeFile(join(dir, 'queue.json'), 'x')
    const queue = new RunQueue(await openWorkspace(dir))
    for (const asked of [queue.read(), queue.add('r-20261123-041346-aaaaa')]) await expect(asked).rejects.toThrow(/queue\.json cannot be read.*rename or delete it.*crossfade resume/)
    expect(await readFile(join(dir, 'queue.json'), 'utf8')).toBe('x')
  })

  it('is rid of what killed programs left in tmp/ when it is opened, and of nothing else', async () => {
    const { pid: gone } = spawnSync(process.execPath, ['-e', '0'])
    const stays = [`text-${process.pid}-1.csv`, 'r-20261123-041346-aaaaa', 'mine.csv']
    await mkdir(join(dir, 'tmp', `spill-${gone}`))
    for (const name of [`text-${gone}-1.csv`, `sheet-${gone}-2.csv`, `spill-${gone}/block`, ...stays]) await writeFile(join(dir, 'tmp', name), 'x')
    await enterWorkspace(dir, null)
    const left = async () => (await readdir(join(dir, 'tmp'))).filter((name) => !name.startsWith('machine-')).sort()
    expect(await left()).toEqual([...stays].sort())

    // A program of another machine may have any number.
    await writeFile(join(dir, 'tmp', 'machine-0123456789ab'), '')
    const names = [`text-${gone}-1.csv`, `text-${gone}-2.csv`]
    for (const name of names) await writeFile(join(dir, 'tmp', name), 'x')
    const yesterday = new Date(Date.now() - 90_000_000)
    await utimes(join(dir, 'tmp', names[1] ?? ''), yesterday, yesterday)
    await enterWorkspace(dir, null)
    expect(await left()).toEqual([...stays, names[0]].sort())
    await utimes(join(dir, 'tmp', 'machine-0123456789ab'), yesterday, yesterday)
    await enterWorkspace(dir, null)
    expect(await left()).toEqual([...stays].sort())
  })
})
