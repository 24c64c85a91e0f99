import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExportRequest } from '@core/export/export-verbs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { WorkspaceHost } from '../../workspace/workspace-host'
import type { WindowMessages } from '../window-messages'
import { takeAwayHandlers } from './take-away'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-take-away-'))
})
afterEach(() => rm(dir, { recursive: true }))

/** Handlers whose exports write their name, with a dialog that answers `picked`. */
function handlersFor(picked: string) {
  const host = {
    current: () => ({
      runs: { get: () => Promise.resolve({ record: { id: 'r-1' }, notes: { name: '' } }) },
      exports: { export: async ({ out, format }: ExportRequest) => ({ run: 'r-1', format, out, files: [await writeFile(out, 'new').then(() => out)], checked: null }) },
    }),
  } as unknown as WorkspaceHost
  const nothing = () => Promise.resolve(null)
  return takeAwayHandlers({ host, messages: { tell: () => undefined } as unknown as WindowMessages, pickModel: nothing, pickTarget: () => Promise.resolve(picked), showFile: () => undefined })
}
const query = { id: 'r-20260101-000000-abcde', format: 'onnx', epoch: 'best' } as const

it('gives a name that was typed without an ending the one of its format', async () => {
  await handlersFor(join(dir, 'model'))['exports:run'](query)
  expect(await readFile(join(dir, 'model.onnx'), 'utf8')).toBe('new')
})

it('does not replace a file that the dialog did not ask about', async () => {
  await writeFile(join(dir, 'model.onnx'), 'old')
  await expect(handlersFor(join(dir, 'model'))['exports:run'](query)).rejects.toMatchObject({ code: 'invalid-argument' })
  expect(await readFile(join(dir, 'model.onnx'), 'utf8')).toBe('old')
  await handlersFor(join(dir, 'model.onnx'))['exports:run'](query)
  expect(await readFile(join(dir, 'model.onnx'), 'utf8')).toBe('new')
})
