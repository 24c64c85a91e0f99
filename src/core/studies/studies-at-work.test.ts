import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { study } from '@shared/study/fixtures/study'
import type { StudyRecord } from '@shared/study/study'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readRunLock } from '../runs/run-lock-file'
import type { TrainerPool } from '../runs/trainer-pool'
import { StudiesAtWork } from './studies-at-work'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-at-work-'))
})
afterEach(() => rm(dir, { recursive: true }))

const record: StudyRecord = {
  version: 1, id: 's-20261123-080000-aaaaa', created: '', status: 'ready', reason: null, started: null, ended: null, jobs: 1,
  design: study(), dataset: { id: 'd-000000000000', name: 'songs', sha256: '', rows: 10 }, of: null, chosen: null,
}
const nobody = () => undefined

it('launches no study that was on its way when the program began to close', async () => {
  await mkdir(join(dir, record.id))
  let submitted = 0
  const studies = new StudiesAtWork({
    dirOf: (id) => join(dir, id),
    runsDir: join(dir, 'runs'),
    queue: { submit: () => ({ ended: new Promise(() => void ++submitted), stop: () => Promise.resolve() }) },
    trainers: { keepWarm: nobody } as unknown as TrainerPool,
    log: nobody,
    publish: nobody,
    changed: () => Promise.resolve(),
  })
  const launching = studies.launch(record)
  const refused = expect(launching).rejects.toMatchObject({ code: 'cancelled' })
  await studies.close()
  await refused
  expect([submitted, studies.get(record.id), readRunLock(join(dir, record.id))?.kind === 'held']).toEqual([0, undefined, false])
})
