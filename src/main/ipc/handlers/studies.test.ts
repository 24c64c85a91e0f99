import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openWorkspace } from '@core/workspace/workspace'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { WorkspaceHost } from '../../workspace/workspace-host'
import { studyHandlers } from './studies'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-study-file-'))
})
afterEach(() => rm(dir, { recursive: true }))

it('finds the table of a study file by its path where the table lies in the workspace, which records it relative', async () => {
  const workspace = await openWorkspace(join(dir, 'workspace'))
  await mkdir(join(workspace.dir, 'data'))
  const [table, study] = [join(workspace.dir, 'data', 'birds.csv'), join(dir, 'study.json')]
  await writeFile(table, 'a\n1\n')
  await writeFile(study, JSON.stringify({ experiment: { dataset: { path: 'workspace/data/birds.csv' } } }))
  const known = { id: 'd-1', path: workspace.relativePath(table), sha256: 'x' }
  expect(known.path).toBe('data/birds.csv')
  const host = { current: () => ({ workspace, datasets: { list: () => Promise.resolve([known]) } }) } as unknown as WorkspaceHost
  const nothing = () => Promise.reject(new Error('Nothing is to be opened.'))
  const handlers = studyHandlers({ host, studiesDir: dir, openSongs: nothing, pick: () => Promise.resolve(study), openFolder: nothing })
  expect(await handlers['studies:open-file'](null)).toMatchObject({ dataset: 'd-1' })
})
