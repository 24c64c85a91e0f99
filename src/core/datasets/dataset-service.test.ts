import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDatasetService } from './dataset-service'
import type { DatasetServiceOptions } from './dataset-service'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-datasets-'))
})
afterEach(() => rm(dir, { recursive: true }))

/** What the engine is asked for when a file is opened. */
async function asked(service: { readonly shown?: boolean }, shown?: boolean): Promise<unknown> {
  const path = join(dir, 'table.csv')
  await writeFile(path, 'a,b\n1,2\n')
  let input: unknown
  const engine = {
    request: (_method: string, given: unknown) => {
      input = given
      return Promise.reject(new Error('asked'))
    },
  }
  const options = { workspace: { tmpDir: dir }, dataEngine: () => engine, workEngine: () => engine, log: () => undefined, ...service } as unknown as DatasetServiceOptions
  await expect(createDatasetService(options).open(path, {}, undefined, undefined, shown)).rejects.toThrowError('asked')
  return input
}

describe('a file that is opened', () => {
  it('is read with its cells where somebody will look at them, so that it is read once', async () => {
    expect(await asked({})).not.toHaveProperty('spelled')
    expect(await asked({}, true)).toMatchObject({ spelled: true })
    expect(await asked({}, false)).not.toHaveProperty('spelled')
    expect(await asked({ shown: true })).toMatchObject({ spelled: true })
  })
})
