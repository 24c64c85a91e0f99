import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordOf } from '@shared/compare/fixtures/run-record'
import type { DatasetRecord } from '@shared/dataset/dataset-record'
import { dataMethods } from '@shared/engine/data-methods'
import { trainerMethods } from '@shared/engine/trainer-methods'
import type { RunRecord } from '@shared/run/run-record'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDatasetService } from '../datasets/dataset-service'
import { EngineProcess } from '../engine-process/engine-process'
import { forkEngine } from '../engine-process/fork-engine'
import { openWorkspace } from '../workspace/workspace'
import { RunJob } from './run-job'
import { TrainerPool } from './trainer-pool'

/** Processes that speak the wire: one says that rows are prepared, the other begins to train and then hears nothing, as XLA's compiler does. */
const data = (dir: string, hash: string) => `
process.on('disconnect', () => process.exit(0))
process.on('message', ({ kind, id }) => {
  if (kind === 'shutdown') process.exit(0)
  const split = { method: 'random', train: 8, validation: 1, test: 1, seed: 42, hash: '${hash}', remarks: [] }
  process.send({ kind: 'result', id, value: { dir: ${JSON.stringify(dir)}, hash: '${'ab'.repeat(32)}', split, features: ['x'], classes: ['a', 'b'] } })
})
process.send({ kind: 'ready', role: 'data', pid: process.pid })
`
const deafTrainer = `
const { writeFileSync } = require('node:fs')
process.on('message', ({ kind, method, payload }) => {
  if (kind === 'shutdown') process.exit(0)
  if (method !== 'train') return
  writeFileSync(payload.runDir + '/compiling', '')
  for (;;);
})
process.send({ kind: 'ready', role: 'trainer', pid: process.pid })
`

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-job-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('ends a trainer that cannot hear while it compiles, and the run is stopped, not interrupted', async () => {
  const workspace = await openWorkspace(join(folder, 'workspace'))
  const [entriesDir, preparedDir, dir] = [join(folder, 'engines'), join(folder, 'prepared'), join(folder, 'run')]
  for (const one of [entriesDir, preparedDir, dir]) await mkdir(one)
  const made = recordOf({ id: 'abcde' })
  const record: RunRecord = { ...made, dataset: { ...made.dataset, id: 'd-0123456789ab' }, status: 'queued', split: null }
  await writeFile(join(preparedDir, 'pipeline.json'), '{}')
  await writeFile(join(entriesDir, 'engine-data.js'), data(preparedDir, 'h'))
  await writeFile(join(entriesDir, 'engine-trainer.js'), deafTrainer)
  const startEngine = forkEngine({ entriesDir })
  const engine = new EngineProcess({ role: 'data', methods: dataMethods, startEngine })
  const trainers = new TrainerPool(() => new EngineProcess({ role: 'trainer', methods: trainerMethods, startEngine }))
  const table = 'x,y\n1,a\n2,b\n'
  const dataset: DatasetRecord = {
    version: 1, id: record.dataset.id, name: 'table.csv', path: join(folder, 'table.csv'), sha256: createHash('sha256').update(table).digest('hex'), bytes: table.length,
    modified: '2026-11-23T03:00:00.000Z', synthetic: false, reading: { format: 'csv' }, rows: 2, rejectedRows: 0, rejected: [], columns: [], openedAt: '2026-11-23T03:00:00.000Z',
  }
  await writeFile(dataset.path, table)
  await writeFile(join(workspace.datasetsDir, `${dataset.id}.json`), JSON.stringify(dataset))
  const job = new RunJob(record, dir, () => undefined, {
    workspace,
    datasets: createDatasetService({ workspace, dataEngine: () => engine, workEngine: () => engine, log: () => undefined }),
    dataEngine: () => engine,
    trainers,
    log: () => undefined,
    onRecord: () => undefined,
    onEpoch: () => undefined,
    onProgress: () => undefined,
  })
  const ended = job.run(false)
  while (!existsSync(join(dir, 'compiling'))) await new Promise((go) => setTimeout(go, 10))
  await job.stop('now')
  expect(await ended).toMatchObject({ status: 'stopped', reason: 'Stopped before the training began.' })
  expect(JSON.parse(await readFile(join(dir, 'run.json'), 'utf8'))).toMatchObject({ status: 'stopped' })
  expect(existsSync(join(dir, 'lock'))).toBe(false)
  await engine.stop()
  await trainers.close()
})
