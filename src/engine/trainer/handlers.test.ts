import { expect, it } from 'vitest'
import { trainerMethods } from '@shared/engine/trainer-methods'
import { preparedFolder, preparingRecord } from './fixtures/synthetic-run'
import { trainerHandlers } from './handlers'

const context = { signal: new AbortController().signal, emit: () => undefined }

it('probes what the library can do', async () => {
  const { tensorflow, modes } = await trainerHandlers().probe({}, context)
  expect(tensorflow).toMatch(/^\d+\.\d+/)
  expect(modes.map(({ mode }) => mode)).toEqual(['xla', 'graph', 'eager'])
  for (const { mode, works, reason } of modes) expect(works, `${mode}: ${reason}`).toBe(true)
})

it('finds a learning rate to start from', async () => {
  const preparedDir = preparedFolder({ train: 2000, validation: 0, test: 0, inputs: 6, classes: 5 })
  const record = preparingRecord({ training: { batch: 32 } })
  const range = await trainerHandlers().learningRateRange({ preparedDir, record, from: 1e-5, to: 10, steps: 120 }, context)
  expect(range.points.length).toBeGreaterThan(60)
  expect(range.suggestion).toBeGreaterThan(1e-4)
  expect(range.suggestion).toBeLessThan(0.5)
})

it('takes no request that is not declared', () => {
  const record = preparingRecord()
  expect(trainerMethods.train.input.safeParse({ runDir: '', preparedDir: 'x', record, resume: false }).success).toBe(false)
  for (const training of [{ learningRate: NaN }, { learningRate: -1 }, { epochs: 0 }, { batch: 0 }, { seed: 2 ** 30 }]) {
    const bad = preparingRecord({ training })
    expect(trainerMethods.train.input.safeParse({ runDir: 'r', preparedDir: 'x', record: bad, resume: false }).success, JSON.stringify(training)).toBe(false)
  }
  const noUnits = preparingRecord({ layers: [{ kind: 'dense', units: 0, activation: 'relu' }] })
  expect(trainerMethods.train.input.safeParse({ runDir: 'r', preparedDir: 'x', record: noUnits, resume: false }).success).toBe(false)
})
