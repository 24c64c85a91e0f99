import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { InputOf } from '@shared/engine/wire'
import { createRandom } from '@shared/maths/random'
import { importance } from '@shared/run/importance'
import type { RunRecord } from '@shared/run/run-record'
import { preparingRecord, runFolder, writePrepared } from '../fixtures/synthetic-run'
import { temporaryFolder } from '../fixtures/temporary-folder'
import { StopRequest } from '../run/stop-request'
import { trainRun } from '../run/train-run'
import { measureImportance } from './measure-importance'

const split = { train: 600, validation: 200, test: 300 }
const rows = split.train + split.validation + split.test
const preparedDir = temporaryFolder('crossfade-importance-')
let runDir: string
let record: RunRecord

/** Only x1 and, half as much, x2 decide between three classes; x3 is noise. Rows come in keys of two. */
beforeAll(async () => {
  const random = createRandom(4)
  const features = Float32Array.from({ length: rows * 3 }, () => 2 * random.float() - 1)
  const labels = Float32Array.from({ length: rows }, (_, row) => {
    const score = 2 * (features[3 * row] ?? 0) + (features[3 * row + 1] ?? 0)
    return score < -0.7 ? 0 : score < 0.7 ? 1 : 2
  })
  const sourceRows = Int32Array.from({ length: rows }, (_, row) => row)
  writePrepared(preparedDir, { features, labels, sourceRows, weights: null, keys: sourceRows.map((row) => row >> 1), names: ['x1', 'x2', 'x3'], classes: ['low', 'middle', 'high'], split })
  runDir = runFolder()
  record = await trainRun(
    { runDir, preparedDir, record: preparingRecord({ layers: [{ kind: 'dense', units: 16, activation: 'tanh' }, { kind: 'dropout', rate: 0.1 }], training: { epochs: 30, batch: 32, learningRate: 0.01, ema: 0.9 } }), resume: false },
    new StopRequest(),
    () => undefined,
  )
})

const input = (change: Partial<InputOf<TrainerMethods['importance']>> = {}): InputOf<TrainerMethods['importance']> => ({
  runDir, preparedDir, record, part: 'test', modelDir: join(runDir, 'model', 'best'), epoch: record.best?.epoch ?? 0, weights: record.weights?.best ?? null, repeats: 5, seed: 42, keep: false, ...change,
})
const context = (signal = new AbortController().signal) => ({ signal, emit: () => undefined })

describe('the importance of columns', () => {
  it('is found where it lies, beside the metrics that the run was scored with', async () => {
    const found = await measureImportance(input(), context())
    expect(found.columns.map(({ column }) => column)).toEqual(['x1', 'x2', 'x3'])
    const [first, second, third] = found.columns.map(({ worse }) => worse['accuracy'])
    expect(first?.mean).toBeGreaterThan(0.3)
    expect(second?.interval?.[0]).toBeGreaterThan(0.05)
    expect(Math.abs(third?.mean ?? NaN)).toBeLessThan(0.03)
    expect(found.baseline['accuracy']).toBe(record.test?.['accuracy'])
    expect(found.baseline['loss']).toBeCloseTo(record.test?.loss ?? NaN, 6)
    expect(found).toMatchObject({ rows: split.test, repeats: 5, seed: 42, metrics: ['accuracy', 'loss'] })
  })

  it('is the same again for the same seed, and another for another', async () => {
    const [one, again, other] = [await measureImportance(input(), context()), await measureImportance(input(), context()), await measureImportance(input({ seed: 1 }), context())]
    expect(again.columns).toEqual(one.columns)
    expect(other.columns).not.toEqual(one.columns)
  })

  it('is kept in the run beside that of the other part, and nothing else of the run changes', async () => {
    const before = readFileSync(join(runDir, 'run.json'), 'utf8')
    const test = await measureImportance(input({ keep: true }), context())
    const validation = await measureImportance(input({ keep: true, part: 'validation', repeats: 2 }), context())
    expect(importance.parse(JSON.parse(readFileSync(join(runDir, 'importance.json'), 'utf8')))).toEqual({ version: 1, validation, test })
    expect(readFileSync(join(runDir, 'run.json'), 'utf8')).toBe(before)
    expect(existsSync(join(runDir, 'lock'))).toBe(false)
  })

  it('tells how far it is, and can be cancelled', async () => {
    const controller = new AbortController()
    const told: number[] = []
    const emit = ({ done, of }: { readonly done: number; readonly of: number }) => {
      told.push(done / of)
      if (told.length === 4) controller.abort()
    }
    await expect(measureImportance(input(), { signal: controller.signal, emit })).rejects.toMatchObject({ code: 'cancelled' })
    expect(told).toEqual([1 / 15, 2 / 15, 3 / 15, 4 / 15])
  })
})

it('writes which scored rows belong together', () => {
  const bytes = readFileSync(join(runDir, 'scores', 'test-keys.npy'))
  const keys = new Int32Array(bytes.buffer.slice(bytes.byteOffset + bytes.length - 4 * split.test, bytes.byteOffset + bytes.length))
  expect([...keys.subarray(0, 4)]).toEqual([400, 400, 401, 401])
})
