import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TrainEvent } from '@shared/engine/trainer-methods'
import type { RunRecord } from '@shared/run/run-record'
import { preparedFolder, preparingRecord, runFolder } from '../fixtures/synthetic-run'
import { StopRequest } from './stop-request'
import { trainRun } from './train-run'

const preparedDir = preparedFolder({ train: 500, validation: 100, test: 150, inputs: 5, classes: 4 })

async function train(runDir: string, given: RunRecord, epochs: number, resume: boolean, from = preparedDir) {
  const statuses: RunRecord[] = []
  const training = { ...given.experiment.training, epochs }
  const record: RunRecord = { ...given, status: 'preparing', experiment: { ...given.experiment, training } }
  const ended = await trainRun({ runDir, preparedDir: from, record, resume }, new StopRequest(), (event: TrainEvent) => {
    if (event.kind === 'status') statuses.push(event.record)
  })
  return { ended, evaluating: statuses.find(({ status }) => status === 'evaluating') }
}

const start = () => preparingRecord({ training: { engine: 'graph', batch: 32, learningRate: 0.002, stopping: { monitor: 'loss', patience: 0, minDelta: 0 } } })

describe('a run that was trained on', () => {
  it('holds no test metrics of other weights while it is scored, but every look at the test rows', async () => {
    const runDir = runFolder()
    const first = (await train(runDir, start(), 2, false)).ended
    const { ended, evaluating } = await train(runDir, first, 6, true)
    expect([first.best?.epoch, ended.best?.epoch]).toEqual([2, 6])
    expect(evaluating).toMatchObject({ best: { epoch: 6 }, test: null, testLooks: first.testLooks })
    expect(ended.testLooks?.map(({ epoch }) => epoch)).toEqual([2, 6])
  })

  it('holds the looks of an older record, which has its last one in its test metrics only', async () => {
    const runDir = runFolder()
    const { testLooks, ...older } = (await train(runDir, start(), 2, false)).ended
    const { evaluating } = await train(runDir, older, 6, true)
    expect(evaluating).toMatchObject({ test: null, testLooks })
  })

  it('knows of a look that was written before the record was, when it was killed in between', async () => {
    const runDir = runFolder()
    const first = (await train(runDir, start(), 2, false)).ended
    const { evaluating } = await train(runDir, first, 4, true)
    if (evaluating === undefined) throw new Error('It was not evaluated.')
    writeFileSync(join(runDir, 'run.json'), JSON.stringify(evaluating))
    const { ended } = await train(runDir, evaluating, 8, true)
    expect(ended.testLooks?.map(({ epoch }) => epoch)).toEqual([2, 4, 8])
  })

  it('counts a look once when it was killed after it, and is resumed without more epochs', async () => {
    const runDir = runFolder()
    const { evaluating } = await train(runDir, start(), 3, false)
    if (evaluating === undefined) throw new Error('It was not evaluated.')
    const { ended } = await train(runDir, evaluating, 3, true)
    expect(ended.testLooks?.map(({ epoch }) => epoch)).toEqual([3])
  })
})

describe('a run that diverged', () => {
  it('says of which epoch the weights in model/last are: those of its best', async () => {
    const regression = preparedFolder({ train: 500, validation: 100, test: 150, inputs: 5, classes: 0 })
    const record = (learningRate: number) =>
      preparingRecord({
        regression: true,
        layers: [{ kind: 'dense', units: 8, activation: 'tanh' }],
        training: { engine: 'graph', learningRate, batch: 128, optimizer: { kind: 'sgd' }, loss: 'mean-squared-error', stopping: { monitor: 'loss', patience: 0, minDelta: 0 } },
      })
    const runDir = runFolder()
    const first = (await train(runDir, record(0.01), 2, false, regression)).ended
    // Errors grow by one factor a step, and are numbers for some epochs.
    const { ended } = await train(runDir, { ...first, experiment: record(1.5).experiment }, 200, true, regression)
    expect(ended.reason).toContain('diverged')
    expect(ended.last?.epoch).toBeGreaterThan(ended.best?.epoch ?? Infinity)
    expect(ended.weights).toMatchObject({ bestEpoch: ended.best?.epoch, lastEpoch: ended.best?.epoch, last: ended.weights?.best })
  })
})
