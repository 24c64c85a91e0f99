import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { subject } from '@shared/run/filter/fixtures/subject'
import { runId } from '@shared/run/run-record'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorkspace } from '../workspace/workspace'
import type { Workspace } from '../workspace/workspace'
import { createRunFolder, newRunId, readRunDetail } from './run-folder'

let root: string
let workspace: Workspace
let dir: string
const { record, notes } = subject()
const epochs = [1, 2, 3].map((epoch) => `${JSON.stringify({ epoch, loss: 1, learningRate: 0.1, ms: 1, step: epoch, at: '2026-11-23T04:00:00Z' })}\n`)
const evaluation = { version: 1, classes: ['a', 'b'], validation: null, test: null }

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'crossfade-folder-'))
  workspace = await openWorkspace(join(root, 'workspace'))
  dir = await createRunFolder(workspace, record, notes)
  await writeFile(join(dir, 'metrics.jsonl'), epochs.join(''))
  await writeFile(join(dir, 'evaluation.json'), JSON.stringify(evaluation))
})
afterEach(() => rm(root, { recursive: true }))

describe('a run folder', () => {
  it('appears whole and reads back', async () => {
    expect(await readdir(workspace.tmpDir)).toEqual([])
    expect(await readRunDetail(dir)).toMatchObject({ record, notes, evaluation, metrics: [{ epoch: 1 }, { epoch: 2 }, { epoch: 3 }], hasCheckpoint: false })
  })

  it('reads the same after the workspace was moved', async () => {
    const before = await readRunDetail(dir)
    const moved = join(root, 'elsewhere', 'renamed')
    await mkdir(join(root, 'elsewhere'))
    await rename(workspace.dir, moved)
    const again = join((await openWorkspace(moved)).runsDir, record.id)
    expect(await readRunDetail(again)).toEqual({ ...before, dir: again })
  })

  it('takes the later of two lines for an epoch that was computed again', async () => {
    await writeFile(join(dir, 'metrics.jsonl'), `${epochs.join('')}${(epochs[1] ?? '').replace('"loss":1', '"loss":0.5')}`)
    expect((await readRunDetail(dir)).metrics.map((line) => [line.epoch, line.loss])).toEqual([[1, 1], [2, 0.5], [3, 1]])
  })

  it.each(['run.json', 'notes.json', 'evaluation.json'])('says which file is cut off, wherever %s is cut, and leaves it alone', async (name) => {
    const path = join(dir, name)
    const whole = await readFile(path, 'utf8')
    const step = Math.max(1, Math.floor(whole.length / 40))
    for (let length = 0; length < whole.trimEnd().length; length += step) {
      await writeFile(path, whole.slice(0, length))
      const thrown: unknown = await readRunDetail(dir).catch((error: unknown) => error)
      expect(thrown).toBeInstanceOf(CrossfadeError)
      expect(thrown).toMatchObject({ code: 'run-unreadable', message: expect.stringContaining(path) as string })
      expect(await readFile(path, 'utf8')).toBe(whole.slice(0, length))
    }
  })

  it('keeps every whole epoch of a metrics.jsonl cut anywhere', { timeout: 60_000 }, async () => {
    const whole = epochs.join('')
    for (let length = 0; length <= whole.length; length++) {
      await writeFile(join(dir, 'metrics.jsonl'), whole.slice(0, length))
      const { metrics } = await readRunDetail(dir)
      expect(metrics.length).toBeGreaterThanOrEqual(whole.slice(0, length).split('\n').length - 1)
    }
  })

  it('opens within a second with 100,000 epochs', async () => {
    const line = (epoch: number) => `${JSON.stringify({ epoch, loss: 1 / epoch, accuracy: 0.5, validation: { loss: 1 / epoch, accuracy: 0.5 }, learningRate: 0.001, ms: 1.5, step: epoch, at: '2026-11-23T04:00:00Z' })}\n`
    await writeFile(join(dir, 'metrics.jsonl'), Array.from({ length: 100_000 }, (_, i) => line(i + 1)).join(''))
    const began = performance.now()
    expect((await readRunDetail(dir)).metrics).toHaveLength(100_000)
    const took = performance.now() - began
    const again = performance.now()
    for (const line of (await readFile(join(dir, 'metrics.jsonl'), 'utf8')).split('\n')) if (line !== '') JSON.parse(line)
    // The figure that counts is in docs/benchmarks.md; on a shared machine it is held to what reading the file takes at the same moment.
    expect(took).toBeLessThan(Math.max(1_000, 10 * (performance.now() - again)))
  }, 60_000)
})

it('makes ids that sort by creation and do not meet', () => {
  const ids = Array.from({ length: 100 }, () => newRunId(new Date('2026-11-23T04:13:46.999Z')))
  expect(new Set(ids).size).toBe(100)
  for (const id of ids) expect(runId.safeParse(id).success).toBe(true)
  expect(newRunId(new Date('2026-11-23T04:13:47Z')) > (ids[0] ?? '')).toBe(true)
})
