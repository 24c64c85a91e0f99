import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { subject } from '@shared/run/filter/fixtures/subject'
import type { RunStatus } from '@shared/run/run-state'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeLock } from '@shared/run/run-lock'
import { lockWitness, takeRunLock } from '../../channel/run-lock-file'
import { measureStorage } from './measure-storage'
import { pruneStorage } from './prune-storage'

let dir: string
const recordFiles = ['evaluation.json', 'log.txt', 'metrics.jsonl', 'notes.json', 'pipeline.json', 'run.json']

function addRun(tail: string, { archived = false, status = 'completed' as RunStatus } = {}): string {
  const id = `r-20261123-041346-${tail}`
  const run = join(dir, 'runs', id)
  const file = (name: string, content: string | Buffer) => {
    mkdirSync(join(run, name, '..'), { recursive: true })
    writeFileSync(join(run, name), content)
  }
  file('run.json', JSON.stringify({ ...subject().record, id, status, prepared: 'used' }))
  file('notes.json', JSON.stringify({ ...subject().notes, archived }))
  for (const name of ['metrics.jsonl', 'pipeline.json', 'evaluation.json', 'log.txt']) file(name, 'x')
  for (const model of ['best', 'last', 'epoch-2', 'epoch-4']) file(`model/${model}/weights.bin`, Buffer.alloc(1000))
  file('checkpoint', Buffer.alloc(500))
  file('scores/test.npy', Buffer.alloc(300))
  return run
}
const namesOf = (run: string) => readdirSync(run).filter((name) => recordFiles.includes(name)).sort()

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'crossfade-storage-'))
  for (const name of ['runs', 'bin', 'tmp', 'datasets', 'cache/prepared/used', 'cache/prepared/old']) mkdirSync(join(dir, name), { recursive: true })
  for (const name of ['used', 'old']) writeFileSync(join(dir, 'cache/prepared', name, 'features.npy'), Buffer.alloc(2000))
  utimesSync(join(dir, 'cache/prepared/used'), new Date(0), new Date(0))
})
afterEach(() => rmSync(dir, { recursive: true }))

describe('what takes room', () => {
  it('is counted by part, in all and of archived runs', () => {
    addRun('aaaaa')
    addRun('bbbbb', { archived: true })
    const use = measureStorage(dir, 1)
    expect(use.runs).toMatchObject({ count: 2, bytes: { weights: 4000, keptEpochs: 4000, checkpoint: 1000, scores: 600, other: 0 } })
    expect(use.archived).toMatchObject({ count: 1, bytes: { keptEpochs: 2000 } })
    expect(use.largest).toMatchObject([{ epochs: [2, 4] }])
    expect(use.cache).toEqual({ tables: 2, bytes: 4000 })
    expect(use.total).toBe(use.runs.total + 4000)
  })

  it('counts studies in the bin and models that were brought in', () => {
    const id = 's-20261123-041341-aaaaa'
    for (const name of [`bin/${id}`, 'bin/somebody', 'imports/model-12345678']) mkdirSync(join(dir, name), { recursive: true })
    writeFileSync(join(dir, 'bin', id, 'study.json'), '{"design":{"name":"units"}}')
    writeFileSync(join(dir, 'imports', 'model-12345678', 'weights.bin'), Buffer.alloc(700))
    const use = measureStorage(dir, 1)
    expect(use.bin).toEqual([expect.objectContaining({ kind: 'study', id, name: 'units', bytes: 27 })])
    expect(use.imports).toBe(700)
    expect(use.total).toBe(4000 + 700 + 27)
  })

  it('counts a run of another program in the bin, which is one file', () => {
    mkdirSync(join(dir, 'bin'), { recursive: true })
    writeFileSync(join(dir, 'bin', 'i-0123456789ab.json'), '{"run":{"name":"told"}}')
    const use = measureStorage(dir, 1)
    expect(use.bin).toEqual([expect.objectContaining({ kind: 'run', id: 'i-0123456789ab', name: 'told', bytes: 23 })])
    expect(use.total).toBe(4000 + 23)
  })
})

describe('pruning', () => {
  it('takes what the rules name, and never a record', () => {
    const [a, b] = [addRun('aaaaa'), addRun('bbbbb', { archived: true })]
    const rules = [{ kind: 'kept-epochs', archivedOnly: false } as const, { kind: 'scores', archivedOnly: true } as const]
    expect(pruneStorage(dir, rules, true)).toMatchObject({ dryRun: true, bytes: 4300, files: 5, runs: 2 })
    expect(existsSync(join(a, 'model', 'epoch-2'))).toBe(true)
    expect(pruneStorage(dir, rules, false)).toMatchObject({ dryRun: false, bytes: 4300, files: 5, runs: 2, left: [] })
    for (const run of [a, b]) {
      expect(readdirSync(join(run, 'model')).sort()).toEqual(['best', 'last'])
      expect(namesOf(run)).toEqual(recordFiles)
      expect(existsSync(join(run, 'lock'))).toBe(false)
    }
    expect([existsSync(join(a, 'scores')), existsSync(join(b, 'scores'))]).toEqual([true, false])
  })

  it('leaves alone what waits, works or cannot be read, and says so', () => {
    const working = addRun('aaaaa', { status: 'training' })
    addRun('bbbbb', { status: 'queued' })
    const broken = addRun('ccccc')
    writeFileSync(join(broken, 'run.json'), '{"ver')
    const release = takeRunLock(working)
    const { left, files } = pruneStorage(dir, [{ kind: 'kept-epochs', archivedOnly: false }], false)
    release()
    expect(files).toBe(0)
    expect(left.map(({ reason }) => reason)).toEqual(['it is at work', 'it waits in the queue', 'its record cannot be read'])
  })

  it('takes checkpoints of completed runs only', () => {
    const [done, stopped] = [addRun('aaaaa'), addRun('bbbbb', { status: 'stopped' })]
    pruneStorage(dir, [{ kind: 'checkpoints', archivedOnly: false }], false)
    expect([existsSync(join(done, 'checkpoint')), existsSync(join(stopped, 'checkpoint'))]).toEqual([false, true])
  })

  it('follows no link out of the workspace', () => {
    const [run, outside] = [addRun('aaaaa'), mkdtempSync(join(tmpdir(), 'crossfade-outside-'))]
    try {
      mkdirSync(join(outside, 'epoch-2'))
      writeFileSync(join(outside, 'epoch-2', 'weights.bin'), Buffer.alloc(50_000))
      rmSync(join(run, 'model'), { recursive: true })
      symlinkSync(outside, join(run, 'model'))
      symlinkSync(outside, join(run, 'log-link'))
      expect(measureStorage(dir, 1).runs.total).toBeLessThan(50_000)
      const { left } = pruneStorage(dir, [{ kind: 'kept-epochs', archivedOnly: false }], false)
      expect(existsSync(join(outside, 'epoch-2', 'weights.bin'))).toBe(true)
      expect(left).toMatchObject([{ reason: 'its models lie behind a link' }])
    } finally {
      rmSync(outside, { recursive: true })
    }
  })

  it('keeps the prepared table of a run that its program is handing to a trainer', () => {
    addRun('aaaaa', { status: 'preparing' })
    pruneStorage(dir, [{ kind: 'cache', keepBytes: 0 }], false)
    expect(readdirSync(join(dir, 'cache/prepared'))).toEqual(['used'])
  })

  it('takes what an interrupted run can do without, as its record still says that it is at work', () => {
    const [cut, killed] = [addRun('aaaaa', { status: 'training' }), addRun('bbbbb', { status: 'training' })]
    for (const run of [cut, killed]) utimesSync(join(run, 'run.json'), new Date(0), new Date(0))
    // Of a process that is not there any more.
    writeFileSync(join(killed, 'lock'), JSON.stringify({ ...makeLock(process.pid, lockWitness()), processStart: '1' }))
    expect(pruneStorage(dir, [{ kind: 'cache', keepBytes: 0 }, { kind: 'kept-epochs', archivedOnly: false }], false)).toMatchObject({ runs: 2, left: [] })
    expect(readdirSync(join(dir, 'cache/prepared'))).toEqual([])
    expect([cut, killed].map((run) => existsSync(join(run, 'checkpoint')))).toEqual([true, true])
  })

  it('takes prepared tables used longest ago first, but those of runs at work', () => {
    const release = takeRunLock(addRun('aaaaa', { status: 'training' }))
    pruneStorage(dir, [{ kind: 'cache', keepBytes: 2000 }], false)
    release()
    expect(readdirSync(join(dir, 'cache/prepared'))).toEqual(['used'])
    expect(readdirSync(join(dir, 'tmp'))).toEqual([])
  })
})
