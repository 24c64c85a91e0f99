import type { TrainingStep } from '../step/training-step'
import { eagerProgram, readState, writeState } from './eager-program'
import type { EagerFacts } from './eager-program'
import type { StepProgram } from './step-program'

const steps = 3
/** Rounding differs between the modes; losses of the first steps agree to about 1e-6. */
const tolerance = 1e-3

/**
 * Runs the first steps of a recorded program beside the eager reference, which also makes XLA compile, and puts both back to where they
 * were. Throws when a loss differs: a recording that is wrong must not train anything.
 */
export function verifyProgram(program: StepProgram, step: TrainingStep, facts: EagerFacts, scalars: (step: number) => readonly number[]): void {
  const rows = Math.min(facts.labels.length, steps * facts.batch)
  const order = Int32Array.from({ length: rows }, (_, row) => row)
  const count = Math.min(program.capacity, Math.ceil(rows / facts.batch))
  const chunk = {
    order: order.subarray(0, count * facts.batch),
    weights: null,
    scalars: Float32Array.from(Array.from({ length: count }, (_, index) => scalars(index)).flat()),
    firstStep: 0,
  }
  const before = readState(step)
  const replayed = program.train(chunk)
  program.write(before)

  const few = { ...facts, features: facts.features.subarray(0, rows * facts.inputs), labels: facts.labels.subarray(0, rows) }
  const eager = eagerProgram(step, few)
  const expected = eager.train(chunk)
  eager.dispose()
  writeState(step, before)

  const width = expected.length / chunk.order.length
  for (let row = 0; row < chunk.order.length; row++) {
    const [wanted = 0, got = 0] = [expected[row * width], replayed[row * width]]
    if (Number.isFinite(wanted) && !(Math.abs(got - wanted) <= tolerance * (1 + Math.abs(wanted)))) {
      throw new Error(`its loss of row ${row + 1} is ${got}, not ${wanted}`)
    }
  }
}
