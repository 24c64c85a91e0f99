import { afterEach, describe, expect, it } from 'vitest'
import { tf } from '../tensorflow'
import type { Tensor2D } from '../tensorflow'
import { buildModel } from '../model/build-model'
import { trainingStep } from '../step/training-step'
import type { StepInput, TrainingStep } from '../step/training-step'
import { defaultTraining } from '@shared/training/resolve'
import { chooseProgram } from './choose-program'
import { planTraining } from '../run/plan'
import { readPrepared } from '../run/prepared-data'
import { preparedFolder, preparingRecord } from '../fixtures/synthetic-run'

const preparedDir = preparedFolder({ train: 64, validation: 0, test: 0, inputs: 3, classes: 2 })
const record = preparingRecord({ layers: [{ kind: 'dense', units: 4, activation: 'tanh' }], training: { batch: 16, engine: 'graph' } })
const opened: { dispose(): void }[] = []
afterEach(() => {
  for (const one of opened.splice(0)) one.dispose()
})

/** The program for a step that does something more with its features, or with all it is given, before it runs. */
const chosen = (spoil: (features: Tensor2D) => Tensor2D) => chosenFor((input) => ({ ...input, features: spoil(input.features) }))

async function chosenFor(spoil: (input: StepInput) => StepInput) {
  const data = await readPrepared(preparedDir)
  const plan = planTraining(record, data)
  const built = buildModel(record.experiment.model, { inputs: 3, units: plan.units, seed: 1, embedding: null })
  const step = trainingStep(built, { task: 'classification', classes: 2, units: plan.units, output: 'softmax', training: defaultTraining('classification', 64) })
  const spoiled: TrainingStep = { ...step, run: (input) => step.run(spoil(input)) }
  const choice = chooseProgram(spoiled, data, plan)
  opened.push(choice.program, step, built)
  return choice
}

describe('a step that cannot be recorded rightly is trained eagerly, and the reason says why', () => {
  it('records one that only computes', async () => {
    const { program, reason } = await chosen((features) => tf.mul(features, 2))
    expect([program.mode, reason]).toEqual(['graph', 'As chosen.'])
  })

  it('refuses numbers drawn in JavaScript', async () => {
    const { program, reason } = await chosen((features) => tf.add(features, tf.scalar(Math.random() / 100)))
    expect(program.mode).toBe('eager')
    expect(reason).toMatch(/^Mode graph was not possible: the step draws or derives values in JavaScript/)
  })

  it('refuses values read in JavaScript', async () => {
    const { program, reason } = await chosen((features) => tf.mul(features, (features.dataSync()[0] ?? 0) > 100 ? 2 : 1))
    expect(program.mode).toBe('eager')
    expect(reason).toContain('the step reads values in JavaScript')
  })

  it('refuses an operation that the recorder does not know', async () => {
    const { program, reason } = await chosen((features) => tf.reverse(features, 1))
    expect(program.mode).toBe('eager')
    expect(reason).toContain('is not known to the recorder')
  })

  it('refuses a recording whose losses are not those of the reference', async () => {
    // The two traces see one value, the reference that checks them another.
    let calls = 0
    const { program, reason } = await chosen((features) => tf.mul(features, ++calls > 2 ? 3 : 1))
    expect(program.mode).toBe('eager')
    expect(reason).toMatch(/its loss of row \d+ is/)
  })

  it('refuses a recording that takes other steps than the reference', async () => {
    let calls = 0
    const { program, reason } = await chosenFor((input) => {
      const factor = ++calls > 2 ? 30 : 1
      return { ...input, scalars: input.scalars.map((scalar) => tf.mul(scalar, factor)) }
    })
    expect(program.mode).toBe('eager')
    expect(reason).toMatch(/its losses of step [23] are off by/)
  })
})
