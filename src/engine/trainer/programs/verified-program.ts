import type { TrainingStep } from '../step/training-step'
import { eagerProgram, readState, writeState } from './eager-program'
import type { EagerFacts } from './eager-program'
import type { StepProgram } from './step-program'

const steps = 3
/** Of a loss, and as much beside it. A learning rate that is wrong by a tenth puts the mean of the third step off by 4e-3. */
const tolerance = 1e-3

/**
 * Runs the first steps of a recorded program beside the eager reference, which also makes XLA compile, and puts both back to where they
 * were. Throws when losses differ: a recording that is wrong must not train anything. Rounding differs between the modes, and losses agree to
 * about 1e-6, but a gradient of nearly 0 moves its weight by Adam's whole step in the direction that rounding gives it: a sound recording
 * was once off by 1.7e-3 in one row of the third step, and by 1.3e-4 in the mean. So each row counts in the first step, and their mean after it.
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
  for (let from = 0; from < chunk.order.length; from += facts.batch) {
    const to = Math.min(from + facts.batch, chunk.order.length)
    let [sum, count] = [0, 0]
    for (let row = from; row < to; row++) {
      const [wanted = 0, got = 0] = [expected[row * width], replayed[row * width]]
      if (!Number.isFinite(wanted)) continue
      const off = Math.abs(got - wanted) / (1 + Math.abs(wanted))
      if (from === 0 && !(off <= tolerance)) throw new Error(`its loss of row ${row + 1} is ${got}, not ${wanted}`)
      sum += off
      count++
    }
    if (count > 0 && !(sum / count <= tolerance)) {
      throw new Error(`its losses of step ${1 + from / facts.batch} are off by ${(sum / count).toPrecision(2)} of their size`)
    }
  }
}
