import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openWorkspace } from '../workspace/workspace'
import type { Workspace } from '../workspace/workspace'
import { createStorageService } from './storage-service'

let dir: string
let workspace: Workspace
const [run, study] = ['r-20261123-041341-aaaaa', 's-20261123-041341-aaaaa']
const analysisEngine = () => {
  throw new Error('Nothing is to be looked at.')
}

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-bin-'))
  workspace = await openWorkspace(join(dir, 'workspace'))
  for (const name of [run, study, 'somebody']) await mkdir(join(workspace.binDir, name))
  await writeFile(join(workspace.binDir, study, 'study.json'), '{}')
})
afterEach(() => rm(dir, { recursive: true }))

it('empties the bin of runs and studies, and of nothing else', async () => {
  const storage = createStorageService({ workspace, analysisEngine, moveToTrash: () => Promise.resolve(false) })
  expect(await storage.emptyBin(false)).toEqual({ trashed: 0, removed: 0, left: 2 })
  expect(await readdir(workspace.binDir)).toHaveLength(3)
  expect(await storage.emptyBin(true)).toEqual({ trashed: 0, removed: 2, left: 0 })
  expect(await readdir(workspace.binDir)).toEqual(['somebody'])
})

it('empties the bin of runs of other programs, each of which is a file', async () => {
  await writeFile(join(workspace.binDir, 'i-0123456789ab.json'), '{}')
  await writeFile(join(workspace.binDir, 'i-notes.json'), '{}')
  const storage = createStorageService({ workspace, analysisEngine, moveToTrash: () => Promise.resolve(false) })
  expect(await storage.emptyBin(true)).toEqual({ trashed: 0, removed: 3, left: 0 })
  expect((await readdir(workspace.binDir)).sort()).toEqual(['i-notes.json', 'somebody'])
})

it('offers each to the trash of the system first', async () => {
  const offered: string[] = []
  const moveToTrash = async (path: string) => {
    offered.push(basename(path))
    await rm(path, { recursive: true })
    return true
  }
  expect(await createStorageService({ workspace, analysisEngine, moveToTrash }).emptyBin(false)).toEqual({ trashed: 2, removed: 0, left: 0 })
  expect(offered.sort()).toEqual([run, study])
})
