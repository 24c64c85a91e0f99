import { noiseKey } from '../random-order'
import { programGraph } from '../recording/program-graph'
import { namedState } from '../recording/step-functions'
import type { ProgramShape } from '../recording/step-functions'
import type { TrainingStep } from '../step/training-step'
import { tf } from '../tensorflow'
import type { Tensor } from '../tensorflow'
import { tidyValue } from '../tidy-value'
import { readState } from './eager-program'
import { graphSession } from './graph-session'
import type { GraphSession } from './graph-session'
import type { Chunk, ProgramState, Scored, StepProgram } from './step-program'

export interface RecordedFacts {
  /** Training rows, [rows, inputs]; read once. */
  readonly features: Float32Array
  readonly labels: Float32Array
  readonly seed: number
}

/**
 * The step, recorded and replayed inside TensorFlow: `graph` runs the operations one by one without JavaScript in between, `xla` compiles
 * them into machine code first. Starts from the state that the step's variables have now. Programs of the same text share what TensorFlow
 * made of it, one after another (graph-session.ts): all that differs between runs, which is the table, the state, the scalars and the keys
 * of the noise, is set or fed. Throws NotRecordable.
 */
export function recordedProgram(mode: 'graph' | 'xla', step: TrainingStep, shape: ProgramShape, facts: RecordedFacts): StepProgram {
  const rows = facts.labels.length
  const { text, noiseLayers } = programGraph(step, shape, { rows, compiled: mode === 'xla' })
  const noiseKeys = Int32Array.from({ length: noiseLayers }, (_, layer) => noiseKey(facts.seed, layer))
  const state = namedState(step)
  const session = graphSession(text, 4 * state.reduce((sum, { variable }) => sum + variable.size, rows * shape.inputs))
  const { batch, capacity, reportWidth, scalarCount } = shape
  const buffers = feedBuffers(shape)

  const write = (values: ProgramState) =>
    tf.tidy(() => {
      const arrays = [...values.weights, ...values.slots, ...values.averages]
      const current = arrays.length === state.length ? [] : readAll()
      const feeds = Object.fromEntries(
        state.map(({ name, variable }, index) => [`in_${name}`, tf.tensor(wanted(name, values) ?? current[index] ?? new Float32Array(variable.size), variable.shape)]),
      )
      session.run(feeds, ['setState:0'])
    })

  const readAll = (): Float32Array[] =>
    tidyValue(() => session.run({}, state.map(({ name }) => `get_${name}:0`)).map((tensor) => tensor.dataSync() as Float32Array))

  try {
    tf.tidy(() => {
      session.run({ in_table: tf.tensor2d(facts.features, [rows, shape.inputs]) }, ['setTable:0'])
    })
    write(readState(step))
  } catch (thrown) {
    session.dispose()
    throw thrown
  }

  return {
    mode,
    capacity,
    scoreRows: shape.scoreRows,
    train(chunk) {
      const steps = Math.ceil(chunk.order.length / batch)
      return tidyValue(() => {
        const [reports] = session.run(chunkFeeds(chunk, steps), ['run_train:0'])
        if (reports === undefined) throw new Error('The recorded program answered nothing.')
        return (reports.dataSync() as Float32Array).slice(0, chunk.order.length * reportWidth)
      })
    },
    score(features, labels, averaged) {
      return tidyValue(() => scoreBlock(session, shape, features, labels, averaged && step.state.averages.length > 0))
    },
    read() {
      const arrays = readAll()
      const { weights, slots } = step.state
      return {
        weights: arrays.slice(0, weights.length),
        slots: arrays.slice(weights.length, weights.length + slots.length),
        averages: arrays.slice(weights.length + slots.length),
      }
    },
    write,
    dispose: () => session.dispose(),
  }

  function wanted(name: string, values: ProgramState): Float32Array | undefined {
    const index = Number(/\d+$/.exec(name)?.[0])
    return (name.startsWith('weight') ? values.weights : name.startsWith('slot') ? values.slots : values.averages)[index]
  }

  function chunkFeeds(chunk: Chunk, steps: number): Record<string, Tensor> {
    const size = [capacity, batch] as [number, number]
    const { order, labels, present, weights, scalars } = buffers
    order.fill(0).set(chunk.order)
    present.fill(0).fill(1, 0, chunk.order.length)
    labels.fill(0)
    chunk.order.forEach((row, place) => (labels[place] = facts.labels[row] ?? 0))
    if (chunk.weights !== null) weights.fill(0).set(chunk.weights)
    scalars.fill(0)
    for (let i = 0; i < steps; i++) {
      scalars[i * scalarCount] = 1 / Math.min(batch, chunk.order.length - i * batch)
      scalars.set(chunk.scalars.subarray(i * (scalarCount - 1), (i + 1) * (scalarCount - 1)), i * scalarCount + 1)
    }
    return {
      count: tf.scalar(steps, 'int32'),
      firstStep: tf.scalar(chunk.firstStep, 'int32'),
      ...(noiseLayers > 0 ? { noiseKeys: tf.tensor1d(noiseKeys, 'int32') } : {}),
      order: tf.tensor2d(order, size, 'int32'),
      labels: tf.tensor2d(labels, size),
      weights: tf.tensor2d(chunk.weights === null ? present : weights, size),
      ...(shape.weighted ? { present: tf.tensor2d(present, size) } : {}),
      scalars: tf.tensor2d(scalars, [capacity, scalarCount]),
    }
  }
}

/** What a chunk is fed from. Made once: megabytes thrown away at each chunk would wait for the garbage collector. */
function feedBuffers({ capacity, batch, scalarCount, weighted }: ProgramShape) {
  const rows = capacity * batch
  return {
    order: new Int32Array(rows),
    labels: new Float32Array(rows),
    present: new Float32Array(rows),
    weights: new Float32Array(weighted ? rows : 0),
    scalars: new Float32Array(capacity * scalarCount),
  }
}

function scoreBlock(session: GraphSession, shape: ProgramShape, features: Float32Array, labels: Float32Array, averaged: boolean): Scored {
  const { scoreRows, inputs, units, reportWidth } = shape
  const rows = labels.length
  const filled = (values: Float32Array, size: number) => {
    if (values.length === size) return values
    const whole = new Float32Array(size)
    whole.set(values)
    return whole
  }
  const feeds = {
    scoreFeatures: tf.tensor2d(filled(features, scoreRows * inputs), [scoreRows, inputs]),
    scoreLabels: tf.tensor1d(filled(labels, scoreRows)),
  }
  const entry = averaged ? 'run_scoreAveraged' : 'run_score'
  const [report, values] = session.run(feeds, [`${entry}:0`, `${entry}:1`])
  if (report === undefined || values === undefined) throw new Error('The recorded program answered nothing.')
  return {
    report: (report.dataSync() as Float32Array).slice(0, rows * reportWidth),
    values: (values.dataSync() as Float32Array).slice(0, rows * units),
  }
}
