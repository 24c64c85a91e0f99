import type { TrainingStep } from '../step/training-step'
import { eagerProgram, joined, readState, writeState } from './eager-program'
import type { EagerFacts } from './eager-program'
import type { Chunk, ProgramState, StepProgram } from './step-program'

const steps = 3
/** Of a loss, and as much beside it: of each row of the first step, and of the mean of the later ones, to which rounding grows with the rate. */
const [lossTolerance, laterTolerance] = [1e-3, 0.1]
/** Of all that the reference moves, after the first step and after the last: the sound recordings of the tests stay under 1e-5. */
const [firstShare, lastShare] = [0.02, 0.2]
/** Statistics that stand still move by rounding alone. */
const statisticsSlack = 1e-6

/**
 * Runs the first steps of a recorded program beside the eager reference, which also makes XLA compile, and puts both back to where they
 * were. Throws where losses differ, or where what the steps changed does: a recording that is wrong must not train anything. Changes are
 * held against those of the reference, so that it makes no difference how small the learning rate is. Each weight counts by the size of
 * its gradient: one of nearly 0 moves its weight by Adam's whole step in the direction that rounding gives it, as with every bias before a
 * batch normalisation. For the same reason losses are held closely in the first step only.
 */
export function verifyProgram(program: StepProgram, step: TrainingStep, facts: EagerFacts, scalars: (step: number) => readonly number[]): void {
  const rows = Math.min(facts.labels.length, steps * facts.batch)
  const order = Int32Array.from({ length: rows }, (_, row) => row)
  const count = Math.ceil(rows / facts.batch)
  const chunkOf = (from: number, to: number): Chunk => ({
    order: order.subarray(from * facts.batch, to * facts.batch),
    weights: null,
    scalars: Float32Array.from(Array.from({ length: to - from }, (_, index) => scalars(from + index)).flat()),
    firstStep: from,
  })
  const second = Math.min(count, 1 + program.capacity)
  const chunks = [chunkOf(0, 1), ...(second > 1 ? [chunkOf(1, second)] : [])]
  const before = readState(step)
  const replayed = outcome(program, chunks)
  program.write(before)

  const few = { ...facts, features: facts.features.subarray(0, rows * facts.inputs), labels: facts.labels.subarray(0, rows) }
  const eager = eagerProgram(step, few)
  const expected = outcome(eager, chunks)
  eager.dispose()
  writeState(step, before)

  compareLosses(expected.losses, replayed.losses, second, facts.batch, rows)
  expected.states.forEach((state, index) => {
    const got = replayed.states[index]
    if (got !== undefined) compareChanges(step, { before, expected: state, got }, index === 0)
  })
}

interface Outcome {
  readonly losses: Float32Array
  /** After each chunk. */
  readonly states: readonly ProgramState[]
}

function outcome(program: StepProgram, chunks: readonly Chunk[]): Outcome {
  const results = chunks.map((chunk) => {
    const report = program.train(chunk)
    const width = report.length / chunk.order.length
    return { losses: Float32Array.from(chunk.order, (_, row) => report[row * width] ?? NaN), state: program.read() }
  })
  return { losses: joined(results.map(({ losses }) => losses)), states: results.map(({ state }) => state) }
}

function compareLosses(expected: Float32Array, got: Float32Array, count: number, batch: number, rows: number): void {
  for (let at = 0; at < count; at++) {
    let [sum, finite] = [0, 0]
    for (let row = at * batch; row < Math.min((at + 1) * batch, rows); row++) {
      const [wanted = 0, found = 0] = [expected[row], got[row]]
      if (!Number.isFinite(wanted)) continue
      const off = Math.abs(found - wanted) / (1 + Math.abs(wanted))
      if (at === 0 && !(off <= lossTolerance)) throw new Error(`its loss of row ${row + 1} is ${found}, not ${wanted}`)
      sum += off
      finite++
    }
    if (finite > 0 && !(sum / finite <= laterTolerance)) {
      throw new Error(`its losses of step ${at + 1} are off by ${(sum / finite).toPrecision(2)} of their size`)
    }
  }
}

interface States {
  readonly before: ProgramState
  readonly expected: ProgramState
  readonly got: ProgramState
}

/** After the first step all that it changed is compared, after the last the weights. */
function compareChanges({ state }: TrainingStep, { before, expected, got }: States, first: boolean): void {
  const places = state.trainable.map((weight) => state.weights.indexOf(weight))
  const slots = state.trainable.length === 0 ? 0 : state.slots.length / state.trainable.length
  const share = first ? firstShare : lastShare
  const after = first ? 'the first step' : `step ${steps}`
  const changes = (pick: (values: ProgramState) => readonly (Float32Array | undefined)[]): Change[] => {
    const [old, wanted, found] = [pick(before), pick(expected), pick(got)]
    return old.map((values, index) => ({ before: values ?? none, expected: wanted[index] ?? none, got: found[index] ?? none }))
  }
  const trainable = changes(({ weights }) => places.map((place) => weights[place]))
  // The first slot of every optimiser grows with the gradient, and so does a plain step.
  const gradients = (slots === 0 ? trainable : changes((values) => places.map((_, index) => values.slots[index * slots]))).map(sizes)
  compare(`its weights after ${after}`, trainable, share, gradients)
  if (!first) return
  for (let slot = 0; slot < slots; slot++) {
    compare(`the slots of its optimiser after ${after}`, changes((values) => places.map((_, index) => values.slots[index * slots + slot])), share, gradients)
  }
  compare(`its averages after ${after}`, changes(({ averages }) => averages), share, gradients)
  compare(`its statistics after ${after}`, changes(({ weights }) => weights.filter((_, place) => !places.includes(place))), share, null)
}

interface Change {
  readonly before: Float32Array
  readonly expected: Float32Array
  readonly got: Float32Array
}

const none = new Float32Array(0)
/** How far each number was moved, by the one that moved it further: one of the two may have stood still. */
const sizes = ({ before, expected, got }: Change): Float32Array =>
  expected.map((value, i) => (Number.isFinite(value) ? Math.max(Math.abs(value - (before[i] ?? 0)), Math.abs((got[i] ?? NaN) - (before[i] ?? 0))) : 0))

/** `counts`: how much each number counts; null: all alike. */
function compare(what: string, changes: readonly Change[], share: number, counts: readonly Float32Array[] | null): void {
  let [off, moved] = [0, 0]
  changes.forEach(({ before, expected, got }, index) => {
    const own = counts?.[index]
    for (let i = 0; i < expected.length; i++) {
      const [wanted = 0, old = 0, found = NaN] = [expected[i], before[i], got[i]]
      const count = own === undefined ? 1 : (own[i] ?? 0)
      if (!Number.isFinite(wanted) || count === 0) continue
      const apart = Math.abs(found - wanted)
      off += count * (own === undefined && apart <= statisticsSlack * (1 + Math.abs(wanted)) ? 0 : apart)
      moved += count * Math.abs(wanted - old)
    }
  })
  if (!(off <= share * moved)) throw new Error(`${what} are off by ${(off / moved).toPrecision(2)} of the reference's change`)
}
