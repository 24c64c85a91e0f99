import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { recordOf } from '@shared/compare/fixtures/run-record'
import { modelFolder } from './model-folder'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-model-folder-'))
  for (const name of ['best', 'last']) {
    await mkdir(join(dir, 'model', name), { recursive: true })
    await writeFile(join(dir, 'model', name, 'model.json'), '{"paths":["weights-aaaaaaaa.bin"]}')
  }
})
afterEach(() => rm(dir, { recursive: true }))

it('says whose weights model/last holds where a run diverged after its best epoch, instead of passing them off as the last', async () => {
  const record = recordOf({ id: 'aaaaa' })
  const summary = { epoch: 6, training: { loss: 9 }, validation: { loss: 9 } }
  const run = { dir, record: { ...record, last: summary, weights: { best: 'a'.repeat(64), last: 'a'.repeat(64) } }, saved: { best: 3, last: 3 } }
  expect(await modelFolder(run, 'best')).toBe(join(dir, 'model', 'best'))
  await expect(modelFolder(run, 'last')).rejects.toThrow('has no weights of its last epoch, 6: model/last holds those of epoch 3 (--epoch 3).')
})
