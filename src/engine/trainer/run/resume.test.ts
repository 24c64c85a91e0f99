import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Layer } from '@shared/model/layer'
import { createRandom } from '@shared/maths/random'
import type { RunRecord } from '@shared/run/run-record'
import type { EngineMode, TrainingSettings } from '@shared/training/training-settings'
import { preparedFolder, preparingRecord, runFolder } from '../fixtures/synthetic-run'
import { buildTrainer, startTrainer } from '../fixtures/trainer-process'
import { StopRequest } from './stop-request'
import { trainRun } from './train-run'

const layers: Layer[] = [
  { kind: 'dense', units: 24, activation: 'relu' },
  { kind: 'batch-normalization', momentum: 0.9 },
  { kind: 'dropout', rate: 0.2 },
  { kind: 'gaussian-noise', standardDeviation: 0.1 },
  { kind: 'dense', units: 16, activation: 'tanh' },
]

/** Everything that a checkpoint has to carry: noise, moving statistics, averages, a schedule with a memory, early stopping. */
const training: Partial<TrainingSettings> = {
  epochs: 12,
  batch: 32,
  ema: 0.98,
  schedule: { kind: 'plateau', patience: 1, factor: 0.5, minimum: 1e-5 },
  stopping: { monitor: 'macroF1', patience: 0, minDelta: 0 },
  threads: 1,
}

const preparedDir = preparedFolder({ train: 1500, validation: 300, test: 300, inputs: 6, classes: 4 })
const record = (engine: EngineMode) => preparingRecord({ layers, training: { ...training, engine } })
const epochLines = (dir: string) =>
  readFileSync(join(dir, 'metrics.jsonl'), 'utf8').trim().split('\n').map((line) => {
    const { epoch, loss, accuracy, validation } = JSON.parse(line) as Record<string, unknown>
    return { epoch, loss, accuracy, validation }
  })
const ends = ({ weights, best, last, test }: RunRecord) => ({ weights, best, last, loss: test?.loss })

// Generous, for machines that do other things beside.
vi.setConfig({ testTimeout: 240_000 })

describe('a run that was interrupted', () => {
  for (const engine of ['eager', 'graph', 'xla'] as const) {
    it(`ends with the same bits after a pause in the middle of an epoch (${engine})`, async () => {
      const whole = runFolder()
      const expected = await trainRun({ runDir: whole, preparedDir, record: record(engine), resume: false }, new StopRequest(), () => undefined)
      expect(expected.engine?.mode).toBe(engine)

      const runDir = runFolder()
      let current = record(engine)
      // Each start under XLA compiles anew.
      for (const pauseAt of engine === 'xla' ? [2, 7] : [1, 4, 4, 9]) {
        const stop = new StopRequest()
        let progresses = 0
        current = await trainRun({ runDir, preparedDir, record: { ...current, status: 'preparing' }, resume: existsSync(join(runDir, 'checkpoint')) }, stop, (event) => {
          if (event.kind === 'epoch' && event.metrics.epoch >= pauseAt) stop.ask('pause')
          if (event.kind === 'progress' && event.doing === 'training' && ++progresses === pauseAt) stop.ask('pause')
        })
        expect(current.status).toBe('paused')
      }
      current = await trainRun({ runDir, preparedDir, record: { ...current, status: 'preparing' }, resume: true }, new StopRequest(), () => undefined)
      expect(current.status).toBe('completed')
      expect(ends(current)).toEqual(ends(expected))
      expect(epochLines(runDir)).toEqual(epochLines(whole))
    })
  }

  it('trains on from its end', async () => {
    const runDir = runFolder()
    const longer = record('graph')
    const shorter = { ...longer, experiment: { ...longer.experiment, training: { ...longer.experiment.training, epochs: 5 } } }
    const first = await trainRun({ runDir, preparedDir, record: shorter, resume: false }, new StopRequest(), () => undefined)
    const second = { ...first, status: 'preparing' as const, experiment: { ...first.experiment, training: { ...first.experiment.training, epochs: 12 } } }
    const on = await trainRun({ runDir, preparedDir, record: second, resume: true }, new StopRequest(), () => undefined)
    const expected = await trainRun({ runDir: runFolder(), preparedDir, record: longer, resume: false }, new StopRequest(), () => undefined)
    expect(ends(on)).toEqual(ends(expected))
  })

  it('stops at once where its checkpoint is of later than the epoch that it is to stop after', async () => {
    const runDir = runFolder()
    const first = await trainRun({ runDir, preparedDir, record: record('graph'), resume: false, stopAfter: 4 }, new StopRequest(), () => undefined)
    const second = await trainRun({ runDir, preparedDir, record: { ...first, status: 'preparing' }, resume: true, stopAfter: 2 }, new StopRequest(), () => undefined)
    expect([second.status, second.epochs]).toEqual(['stopped', 4])
    expect(ends(second)).toEqual(ends(first))
    expect(epochLines(runDir)).toHaveLength(4)
  })

  it('refuses a damaged checkpoint and leaves it alone', async () => {
    const runDir = runFolder()
    const done = await trainRun({ runDir, preparedDir, record: record('graph'), resume: false }, new StopRequest(), () => undefined)
    const path = join(runDir, 'checkpoint')
    const torn = readFileSync(path).subarray(0, 5000)
    writeFileSync(path, torn)
    const again = trainRun({ runDir, preparedDir, record: { ...done, status: 'preparing' }, resume: true }, new StopRequest(), () => undefined)
    await expect(again).rejects.toMatchObject({ code: 'run-unreadable' })
    expect(readFileSync(path).equals(torn)).toBe(true)
  })
})

describe('a trainer process', () => {
  let trainer: ReturnType<typeof buildTrainer>
  beforeAll(() => {
    trainer = buildTrainer()
  })
  afterAll(() => trainer.remove())

  it('gives the same bits as another, also after SIGKILL at any moment', async () => {
    const settings = record('graph')
    const whole = runFolder()
    const expected = await trainRun({ runDir: whole, preparedDir, record: settings, resume: false }, new StopRequest(), () => undefined)
    const random = createRandom(Date.now())
    for (let kill = 0; kill < 3; kill++) {
      const runDir = runFolder()
      const killed = await startTrainer(trainer.entry, { CROSSFADE_CHECKPOINT_MS: '20' })
      const lost = killed.train({ runDir, preparedDir, record: settings, resume: false }).catch((error: unknown) => error)
      const epoch = 1 + random.below(10)
      while (!killed.events.some((event) => event.kind === 'epoch' && event.metrics.epoch >= epoch)) await new Promise((go) => setTimeout(go, 5))
      await new Promise((go) => setTimeout(go, random.below(60)))
      killed.child.kill('SIGKILL')
      await lost

      const second = await startTrainer(trainer.entry)
      const record = JSON.parse(readFileSync(join(runDir, 'run.json'), 'utf8')) as RunRecord
      const resumed = await second.train({ runDir, preparedDir, record: { ...record, status: 'preparing' }, resume: true })
      await second.end()
      expect(resumed.status).toBe('completed')
      expect(ends(resumed)).toEqual(ends(expected))
      expect(epochLines(runDir)).toEqual(epochLines(whole))
    }
  })

  // How soon is a matter of the machine: bench/engine.mjs --stop measures it.
  it('hears a stop in the middle of an epoch, and stops there', async () => {
    const one = await startTrainer(trainer.entry)
    const endless = preparingRecord({ layers, training: { ...training, engine: 'xla', epochs: 100_000 } })
    const running = one.train({ runDir: runFolder(), preparedDir, record: endless, resume: false })
    while (!one.events.some((event) => event.kind === 'epoch')) await new Promise((go) => setTimeout(go, 10))
    await one.stop('now')
    const epochsThen = one.events.filter((event) => event.kind === 'epoch').length
    expect((await running).status).toBe('stopped')
    // The chunk at work is finished, and nothing more is begun.
    expect(one.events.filter((event) => event.kind === 'epoch').length - epochsThen).toBeLessThanOrEqual(1)
    await one.end()
  })

  it('refuses a run that a living process works on', async () => {
    const [one, two] = [await startTrainer(trainer.entry), await startTrainer(trainer.entry)]
    const runDir = runFolder()
    const endless = preparingRecord({ layers, training: { ...training, engine: 'graph', epochs: 100_000 } })
    const running = one.train({ runDir, preparedDir, record: endless, resume: false })
    while (!one.events.some((event) => event.kind === 'epoch')) await new Promise((go) => setTimeout(go, 10))
    await expect(two.train({ runDir, preparedDir, record: endless, resume: true })).rejects.toMatchObject({ code: 'run-busy' })
    await one.stop('now')
    await running
    await Promise.all([one.end(), two.end()])
  })
})
