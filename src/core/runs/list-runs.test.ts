import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { RunList } from '@shared/run/index/run-list'
import { subject } from '@shared/run/filter/fixtures/subject'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openWorkspace } from '../workspace/workspace'
import type { Workspace } from '../workspace/workspace'
import { indexFiles } from './index-files'
import { createListRuns } from './list-runs'
import { takeRunLock } from './run-lock-file'
import { reader } from './run-reader'

let dir: string
let workspace: Workspace
const noEngine = () => {
  throw new CrossfadeError('engine-unavailable', 'The engine was asked.')
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'crossfade-list-'))
  workspace = await openWorkspace(join(dir, 'workspace'))
  const { record, notes } = subject()
  for (const [id, status] of [['r-20261123-041346-aaaaa', 'completed'], ['r-20261123-041346-bbbbb', 'training']] as const) {
    mkdirSync(join(workspace.runsDir, id))
    writeFileSync(join(workspace.runsDir, id, 'run.json'), JSON.stringify({ ...record, id, status }))
    writeFileSync(join(workspace.runsDir, id, 'notes.json'), JSON.stringify({ ...notes, name: id.slice(-5) }))
  }
})
afterEach(() => rmSync(dir, { recursive: true }))

it('reads a known index here, and leaves the first reading and programs that stay to the engine', async () => {
  await expect(createListRuns(workspace, noEngine, true)(undefined, false)).rejects.toMatchObject({ message: 'The engine was asked.' })
  const all = new RunList(indexFiles, workspace.runsDir, workspace.indexFile, reader).list()
  expect(await createListRuns(workspace, noEngine, true)(undefined, false)).toEqual(all)
  await expect(createListRuns(workspace, noEngine, false)(undefined, false)).rejects.toMatchObject({ message: 'The engine was asked.' })
})

it('sees whose run is at work, and what was cut off', () => {
  const list = () => new RunList(indexFiles, workspace.runsDir, workspace.indexFile, reader).list()
  const release = takeRunLock(join(workspace.runsDir, 'r-20261123-041346-bbbbb'))
  expect(list()).toMatchObject([{ record: { status: 'training' } }, { record: { status: 'completed' } }])
  release()
  const file = join(workspace.runsDir, 'r-20261123-041346-aaaaa', 'run.json')
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40))
  expect(list()).toMatchObject([{ kind: 'run' }, { kind: 'unreadable', reason: expect.stringContaining('not JSON') as string }])
})
