import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Layer } from '@shared/model/layer'
import type { RunRecord } from '@shared/run/run-record'
import type { EngineMode, TrainingSettings } from '@shared/training/training-settings'
import { preparedFolder, preparingRecord, runFolder } from '../fixtures/synthetic-run'
import { buildTrainer, startTrainer } from '../fixtures/trainer-process'
import { StopRequest } from '../run/stop-request'
import { trainRun } from '../run/train-run'
import { graphsLoaded } from './graph-session'

interface Case {
  readonly name: string
  readonly engine: EngineMode
  readonly layers: readonly Layer[]
  readonly training?: Partial<TrainingSettings>
  readonly weighted?: boolean
}

const dense: Layer = { kind: 'dense', units: 12, activation: 'relu' }
const cases: readonly Case[] = [
  { name: 'sgd', engine: 'graph', layers: [dense], training: { optimizer: { kind: 'sgd' } } },
  { name: 'sgd', engine: 'xla', layers: [dense], training: { optimizer: { kind: 'sgd' } } },
  {
    name: 'adam, dropout, noise, batch normalisation, a schedule with a memory',
    engine: 'graph',
    layers: [dense, { kind: 'batch-normalization' }, { kind: 'dropout', rate: 0.3 }, { kind: 'gaussian-noise', standardDeviation: 0.1 }],
    training: { schedule: { kind: 'plateau', patience: 1, factor: 0.5, minimum: 1e-6 } },
  },
  {
    name: 'adam, dropout, noise, batch normalisation, a cosine schedule',
    engine: 'xla',
    layers: [dense, { kind: 'batch-normalization' }, { kind: 'dropout', rate: 0.3 }, { kind: 'gaussian-noise', standardDeviation: 0.1 }],
    training: { schedule: { kind: 'cosine', warmup: 0.1, floor: 0, restarts: 1 } },
  },
  {
    name: 'an embedding, adamw, a moving average, weighted rows',
    engine: 'graph',
    layers: [{ kind: 'piecewise-linear', bins: 4 }, dense, { kind: 'dropout', rate: 0.1 }],
    training: { ema: 0.9, optimizer: { kind: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.01 } },
    weighted: true,
  },
  {
    name: 'an embedding, adamw, a moving average, weighted rows',
    engine: 'xla',
    layers: [{ kind: 'piecewise-linear', bins: 4 }, dense, { kind: 'dropout', rate: 0.1 }],
    training: { ema: 0.9, optimizer: { kind: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.01 } },
    weighted: true,
  },
]

const table = { train: 700, validation: 100, test: 100, inputs: 5, classes: 4 }
/** What differs between two trials of a study: the table, the seed, the rate, the decay, the epochs. */
const first = { seed: 5, learningRate: 0.02, epochs: 2 }
const second = { seed: 11, learningRate: 0.004, epochs: 4 }

const ends = ({ engine, weights, best, last, test }: RunRecord) => ({ mode: engine?.mode, weights, best, last, loss: test?.loss })
const here = (preparedDir: string, record: RunRecord, runDir = runFolder(), resume = false) =>
  trainRun({ runDir, preparedDir, record, resume }, new StopRequest(), () => undefined)

vi.setConfig({ testTimeout: 120_000 })

describe('a run that uses the program of one before it', () => {
  let trainer: ReturnType<typeof buildTrainer>
  beforeAll(() => {
    trainer = buildTrainer()
  })
  afterAll(() => trainer.remove())

  for (const { name, engine, layers, training, weighted = false } of cases) {
    it(`ends with the bits of a fresh process (${engine}: ${name})`, async () => {
      const [one, other] = [preparedFolder({ ...table, weighted, seed: 1 }), preparedFolder({ ...table, weighted, seed: 2 })]
      const record = (own: Partial<TrainingSettings>) => preparingRecord({ layers, training: { batch: 32, threads: 1, ...training, ...own, engine } })
      const decayed: Partial<TrainingSettings> =
        training?.optimizer?.kind === 'adamw' ? { ...second, optimizer: { ...training.optimizer, weightDecay: 0.2 } } : second

      const fresh = await startTrainer(trainer.entry)
      const expected = await fresh.train({ runDir: runFolder(), preparedDir: other, record: record(decayed), resume: false })
      await fresh.end()
      expect(expected.engine?.mode).toBe(engine)

      const before = await here(one, record(first))
      expect(before.engine?.mode).toBe(engine)
      const loaded = graphsLoaded()
      expect(ends(await here(other, record(decayed)))).toEqual(ends(expected))

      // Stopped, and gone on with after another run had the program.
      const runDir = runFolder()
      const half = await trainRun({ runDir, preparedDir: other, record: record(decayed), resume: false, stopAfter: 2 }, new StopRequest(), () => undefined)
      await here(one, record(first))
      expect(ends(await here(other, { ...half, status: 'preparing' }, runDir, true))).toEqual(ends(expected))
      expect(graphsLoaded()).toBe(loaded)
    })
  }

  it('is one of the same shape only', async () => {
    const preparedDir = preparedFolder(table)
    const training = { batch: 32, threads: 1, engine: 'graph' as const, epochs: 1 }
    await here(preparedDir, preparingRecord({ layers: [dense, { kind: 'dropout', rate: 0.2 }], training }))
    const others: readonly (readonly [readonly Layer[], Partial<TrainingSettings>])[] = [
      [[dense, { kind: 'dropout', rate: 0.25 }], {}],
      [[{ ...dense, units: 13 }, { kind: 'dropout', rate: 0.2 }], {}],
      [[{ ...dense, activation: 'tanh' }, { kind: 'dropout', rate: 0.2 }], {}],
      [[dense, { kind: 'dropout', rate: 0.2 }], { batch: 33 }],
      [[dense, { kind: 'dropout', rate: 0.2 }], { labelSmoothing: 0.1 }],
      [[dense, { kind: 'dropout', rate: 0.2 }], { clipNorm: 1 }],
      [[dense, { kind: 'dropout', rate: 0.2 }], { classWeights: 'balanced' }],
    ]
    for (const [layers, own] of others) {
      const loaded = graphsLoaded()
      await here(preparedDir, preparingRecord({ layers, training: { ...training, ...own } }))
      expect(graphsLoaded(), JSON.stringify([layers, own])).toBe(loaded + 1)
    }
  })
})
