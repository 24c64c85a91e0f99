import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { RunDetail } from '@shared/run/run-detail'
import type { Workspace } from '../workspace/workspace'
import { createCardService } from './card-service'

const folder = mkdtempSync(join(tmpdir(), 'crossfade-card-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function serviceFor(name: string) {
  const dir = join(folder, name)
  mkdirSync(dir)
  const service = createCardService({
    workspace: { readOnly: false } as unknown as Workspace,
    datasets: { audit: () => Promise.reject(new Error('not asked for')) },
    runs: { get: () => Promise.resolve({ record: { id: 'r-1', kind: 'layers' }, dir } as RunDetail) },
  })
  return { service, written: async () => JSON.parse(await readFile(join(dir, 'card.json'), 'utf8')) as unknown }
}

it('keeps both texts of a card where one is written while the other still is', async () => {
  const { service, written } = serviceFor('both')
  await Promise.all([service.write('r-1', { purpose: 'one' }), service.write('r-1', { limits: 'two' }), service.write('r-1', { purpose: 'three' })])
  expect(await written()).toEqual({ version: 1, purpose: 'three', limits: 'two' })
})

it('writes on after a text that could not be written', async () => {
  const { service, written } = serviceFor('after')
  const refused = service.write('r-1', { purpose: 'x'.repeat(1_000_000) })
  const kept = service.write('r-1', { limits: 'two' })
  await expect(refused).rejects.toThrow()
  await kept
  expect(await written()).toEqual({ version: 1, purpose: '', limits: 'two' })
})
