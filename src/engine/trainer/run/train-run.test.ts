import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TrainEvent } from '@shared/engine/trainer-methods'
import { evaluation } from '@shared/run/evaluation'
import { runRecord } from '@shared/run/run-record'
import { preparedFolder, preparingRecord, runFolder } from '../fixtures/synthetic-run'
import type { RunChoices, SyntheticTable } from '../fixtures/synthetic-run'
import { StopRequest } from './stop-request'
import { trainRun } from './train-run'

const table: SyntheticTable = { train: 500, validation: 100, test: 150, inputs: 5, classes: 7 }

async function train(choices: RunChoices, data: SyntheticTable | string = table, stop = new StopRequest(), hear: (event: TrainEvent) => void = () => undefined) {
  const runDir = runFolder()
  const preparedDir = typeof data === 'string' ? data : preparedFolder(data)
  const events: TrainEvent[] = []
  const record = await trainRun({ runDir, preparedDir, record: preparingRecord(choices), resume: false }, stop, (event) => {
    events.push(event)
    hear(event)
  })
  return { runDir, events, record }
}

const lines = (dir: string) => readFileSync(join(dir, 'metrics.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)

describe('a training', () => {
  it('leaves a complete run folder', async () => {
    const { runDir, events, record } = await train({ training: { epochs: 4 } })
    expect(record.status).toBe('completed')
    expect(runRecord.parse(JSON.parse(readFileSync(join(runDir, 'run.json'), 'utf8')))).toEqual(record)
    expect(lines(runDir).map((line) => line['epoch'])).toEqual([1, 2, 3, 4])
    expect(readdirSync(runDir).sort()).toEqual(['checkpoint', 'evaluation.json', 'log.txt', 'metrics.jsonl', 'model', 'pipeline.json', 'run.json', 'scores'])
    expect(readdirSync(join(runDir, 'scores')).sort()).toEqual(
      ['test-labels.npy', 'test-rows.npy', 'test.npy', 'validation-labels.npy', 'validation-rows.npy', 'validation.npy'],
    )
    expect(existsSync(join(runDir, 'model/best/model.json'))).toBe(true)
    const scored = evaluation.parse(JSON.parse(readFileSync(join(runDir, 'evaluation.json'), 'utf8')))
    expect(scored.test?.rows).toBe(150)
    expect(record.test?.loss).toBe(scored.test?.metrics['loss']?.value)
    expect(events.filter((event) => event.kind === 'status').map((event) => event.record.status)).toEqual(['training', 'evaluating', 'completed'])
    expect(events.filter((event) => event.kind === 'epoch')).toHaveLength(4)
    expect(record.best?.training['accuracy']).toBeGreaterThan(0.2)
  })

  it('trains a regression in the unit of its target', async () => {
    const { record } = await train({ regression: true, training: { epochs: 20, stopping: { monitor: 'rmse', patience: 0, minDelta: 0 } } }, { ...table, classes: 0 })
    expect(record.status).toBe('completed')
    expect(record.test?.['r2']).toBeGreaterThan(0.5)
    expect(record.test?.['rmse']).toBeLessThan(2)
  })

  it('stops when asked, keeps the best weights and scores them', async () => {
    const stop = new StopRequest()
    const { record, runDir } = await train({ training: { epochs: 1000, stopping: { monitor: 'loss', patience: 0, minDelta: 0 } } }, table, stop, (event) => {
      if (event.kind === 'epoch' && event.metrics.epoch === 2) stop.ask('now')
    })
    expect(record.status).toBe('stopped')
    expect(record.best).not.toBeNull()
    expect(existsSync(join(runDir, 'model/best/model.json'))).toBe(true)
  })

  it('says at which step the loss stopped being a number', async () => {
    const { record, runDir } = await train({ training: { learningRate: 100, optimizer: { kind: 'sgd' }, epochs: 50, loss: 'mean-squared-error' }, regression: true, layers: [{ kind: 'dense', units: 8, activation: 'linear' }] }, { ...table, classes: 0 })
    expect(record.status).toBe('failed')
    expect(record.reason).toMatch(/diverged at step \d+, in epoch \d+/)
    expect(lines(runDir).at(-1)).toMatchObject({ loss: null, diverged: true })
  })

  it('writes one line for an epoch whose validation loss is not a number', async () => {
    const preparedDir = preparedFolder(table)
    const features = readFileSync(join(preparedDir, 'features.npy'))
    const afterTraining = features.length - (table.validation + table.test) * table.inputs * 4
    for (let at = afterTraining; at < features.length; at += 4) features.writeFloatLE(Infinity, at)
    writeFileSync(join(preparedDir, 'features.npy'), features)
    const { record, runDir } = await train({ training: { epochs: 3 } }, preparedDir)
    expect(record).toMatchObject({ status: 'failed', best: null })
    expect(lines(runDir)).toHaveLength(1)
    expect(lines(runDir)[0]).toMatchObject({ epoch: 1, diverged: true, validation: { loss: null } })
  })

  it('refuses a stack that cannot be built, and says so in the run', async () => {
    const runDir = runFolder()
    const record = preparingRecord({ layers: [{ kind: 'dense', units: 4, activation: 'relu' }, { kind: 'piecewise-linear', bins: 4 }] })
    const training = trainRun({ runDir, preparedDir: preparedFolder(table), record, resume: false }, new StopRequest(), () => undefined)
    await expect(training).rejects.toMatchObject({ code: 'model-invalid' })
    expect(JSON.parse(readFileSync(join(runDir, 'run.json'), 'utf8'))).toMatchObject({ status: 'failed' })
    expect(existsSync(join(runDir, 'lock'))).toBe(false)
  })
})
