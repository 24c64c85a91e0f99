import { afterEach, describe, expect, it } from 'vitest'
import { tf } from '../tensorflow'
import type { Tensor2D } from '../tensorflow'
import { buildModel } from '../model/build-model'
import { trainingStep } from '../step/training-step'
import type { StepInput, TrainingStep } from '../step/training-step'
import type { Layer } from '@shared/model/layer'
import { defaultOptimizer } from '@shared/training/optimizer'
import { defaultTraining } from '@shared/training/resolve'
import type { TrainingSettings } from '@shared/training/training-settings'
import type { EquivalenceCase } from '../fixtures/equivalence-cases'
import { stepBench } from '../fixtures/step-run'
import { chooseProgram } from './choose-program'
import { planTraining } from '../run/plan'
import { readPrepared } from '../run/prepared-data'
import { preparedFolder, preparingRecord } from '../fixtures/synthetic-run'
import { verifyProgram } from './verified-program'

const preparedDir = preparedFolder({ train: 64, validation: 0, test: 0, inputs: 3, classes: 2 })
const layers: Layer[] = [{ kind: 'dense', units: 4, activation: 'tanh' }]
const opened: { dispose(): void }[] = []
afterEach(() => {
  for (const one of opened.splice(0)) one.dispose()
})

/** The program for a step that does something more with its features, or with all it is given, before it runs. */
const chosen = (spoil: (features: Tensor2D) => Tensor2D) => chosenFor((input) => ({ ...input, features: spoil(input.features) }))

async function chosenFor(spoil: (input: StepInput) => StepInput, settings: Partial<TrainingSettings> = {}) {
  const training: TrainingSettings = { ...defaultTraining('classification', 64), ...settings, batch: 16, engine: 'graph' }
  const record = preparingRecord({ layers, training })
  const data = await readPrepared(preparedDir)
  const plan = planTraining(record, data)
  const built = buildModel(record.experiment.model, { inputs: 3, units: plan.units, seed: 1, embedding: null })
  const step = trainingStep(built, { task: 'classification', classes: 2, units: plan.units, output: 'softmax', training })
  const spoiled: TrainingStep = { ...step, run: (input) => step.run(spoil(input)) }
  const choice = chooseProgram(spoiled, data, plan)
  opened.push(choice.program, step, built)
  return choice
}

/** The scalars that the reference takes are those of the recording times `factor`. */
function chosenWithSteps(factor: number, settings: Partial<TrainingSettings>) {
  let calls = 0
  return chosenFor((input) => {
    const times = ++calls > 2 ? factor : 1
    return { ...input, scalars: input.scalars.map((scalar) => tf.mul(scalar, times)) }
  }, settings)
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

  const optimizers = ['adam', 'sgd', 'momentum', 'rmsprop', 'lion'] as const
  for (const learningRate of [undefined, 0.0004, 1e-6]) {
    for (const kind of optimizers) {
      const rate = learningRate === undefined ? {} : { learningRate }
      it(`refuses a recording that takes other steps than the reference (${kind}, rate ${learningRate ?? 'as it is'})`, async () => {
        for (const factor of [0, 0.9, 1.1, 2, 30]) {
          const { program, reason } = await chosenWithSteps(factor, { ...rate, optimizer: defaultOptimizer(kind) })
          expect(program.mode, `factor ${factor}`).toBe('eager')
          expect(reason).toMatch(/its (weights|averages) after the first step are off by|the slots of its optimiser|its losses of step [23] are off by/)
        }
        expect((await chosenWithSteps(1, { ...rate, optimizer: defaultOptimizer(kind) })).reason).toBe('As chosen.')
      })
    }
  }
})

describe('a sound recording is accepted', () => {
  const deep = (activation: 'relu' | 'tanh'): Layer[] => [1, 2].flatMap(() => [{ kind: 'dense', units: 8, activation }, { kind: 'batch-normalization' }])
  const more: readonly EquivalenceCase[] = [1e-6, 0.1, 1].flatMap((learningRate) =>
    (['adam', 'lion', 'rmsprop'] as const).map((kind) => ({
      // Of the weights of the first layer, each second is a bias whose gradient is rounding.
      name: `biases before batch normalisation, one input, ${kind}, rate ${learningRate}`,
      smooth: false,
      layers: deep('relu'),
      inputs: 1,
      training: { learningRate, optimizer: defaultOptimizer(kind) },
    })),
  )
  const still: EquivalenceCase = { name: 'statistics that stand still', smooth: false, rows: 64, batch: 64, layers: [{ kind: 'batch-normalization' }, { kind: 'batch-normalization' }, ...layers] }
  // Those of equivalence.test.ts are checked there.
  for (const one of [...more, still]) {
    it(one.name, () => {
      for (const mode of ['graph', 'xla'] as const) {
        const bench = stepBench(mode, one)
        const before = bench.program.read()
        verifyProgram(bench.program, bench.step, bench.facts, (number) => bench.step.scalars(bench.learningRate, number))
        expect(bench.program.read()).toEqual(before)
        bench.dispose()
      }
    })
  }
})
