import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openWorkspace } from '../workspace/workspace'
import { ImportedEntries, importedFolder, importedPath, moveImported, readImported, refuseImported } from './imported-entries'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'crossfade-imported-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const [good, bad] = ['i-0123456789ab', 'i-ba9876543210']

it('lists runs of other programs, shows what cannot be read, and only moves them to the bin and back', async () => {
  const workspace = await openWorkspace(dir)
  mkdirSync(importedFolder(workspace), { recursive: true })
  const run = { id: 'a', name: 'theirs', status: 'running', started: '2026-11-23T10:00:00.000Z', ended: null, settings: {}, series: [], tags: {} }
  writeFileSync(importedPath(workspace, good), JSON.stringify({ version: 1, id: good, imported: { from: 'mlflow', path: '/a', at: '2026-11-23T10:00:00.000Z' }, run }))
  writeFileSync(importedPath(workspace, bad), '{"version":1')
  const entries = new ImportedEntries(workspace)
  const listed = await entries.list()
  expect(listed.map((entry) => [entry.kind, entry.kind === 'run' ? entry.notes.name : entry.id]).sort()).toEqual([['run', 'theirs'], ['unreadable', bad]])
  expect((await readImported(workspace, good)).record).toMatchObject({ kind: 'imported', status: 'stopped', imported: { from: 'mlflow' } })
  await moveImported(workspace, good, 'bin')
  expect(await entries.list()).toHaveLength(1)
  await expect(readImported(workspace, good)).rejects.toMatchObject({ code: 'run-not-found' })
  await moveImported(workspace, good, 'back')
  expect(await entries.list()).toHaveLength(2)
  await expect(moveImported(workspace, good, 'back')).rejects.toMatchObject({ code: 'run-not-found' })
  expect(() => refuseImported(good, 'resumed')).toThrow(/cannot be resumed/)
  expect(() => refuseImported('r-20261123-101500-abcde', 'resumed')).not.toThrow()
})

it('does not put a run from the bin in the place of the same one that was read again since', async () => {
  const workspace = await openWorkspace(dir)
  mkdirSync(importedFolder(workspace), { recursive: true })
  writeFileSync(importedPath(workspace, good), 'older')
  await moveImported(workspace, good, 'bin')
  writeFileSync(importedPath(workspace, good), 'newer')
  await expect(moveImported(workspace, good, 'back')).rejects.toMatchObject({ code: 'illegal-move' })
  expect(readFileSync(importedPath(workspace, good), 'utf8')).toBe('newer')
})
