import { dropoutThreshold } from '../model/training-behaviour'
import type { NoiseUse } from '../model/training-behaviour'
import { noiseKey } from '../random-order'
import type { TrainingStep } from '../step/training-step'
import { nativeBackend, tf } from '../tensorflow'
import type { Tensor, Tensor2D, Variable } from '../tensorflow'
import { tidyValue } from '../tidy-value'
import { blockLength } from './noise-blocks'
import type { ProgramState, Scored, StepProgram } from './step-program'

export interface EagerFacts {
  /** Training rows, [rows, inputs]; read once. */
  readonly features: Float32Array
  readonly labels: Float32Array
  readonly inputs: number
  readonly batch: number
  readonly seed: number
}

/** The reference: every operation is one call into TensorFlow, as tfjs does it. */
export function eagerProgram(step: TrainingStep, facts: EagerFacts): StepProgram {
  const features = tf.tensor2d(facts.features, [facts.labels.length, facts.inputs])
  const labels = tf.tensor1d(facts.labels)
  const blocks = new NoiseBlocks(facts.seed, facts.batch)
  const { scalarCount } = step

  return {
    mode: 'eager',
    capacity: 64,
    scoreRows: 2048,
    train(chunk) {
      const reports: Float32Array[] = []
      for (let index = 0; index * facts.batch < chunk.order.length; index++) {
        const from = index * facts.batch
        const to = Math.min(from + facts.batch, chunk.order.length)
        blocks.enter(chunk.firstStep + index)
        const report = tf.tidy(() => {
          const rows = tf.tensor1d(chunk.order.subarray(from, to), 'int32')
          return step.run({
            features: tf.gather(features, rows),
            labels: tf.gather(labels, rows),
            weights: chunk.weights === null ? null : tf.tensor1d(chunk.weights.subarray(from, to)),
            scalars: Array.from({ length: scalarCount }, (_, i) => tf.scalar(chunk.scalars[index * scalarCount + i] ?? 0)),
            present: null,
            inverseRows: tf.scalar(1 / (to - from)),
            noise: (layer, shape, use) => blocks.draw(layer, shape, use),
          })
        })
        reports.push(report.dataSync() as Float32Array)
        report.dispose()
      }
      return joined(reports)
    },
    score: (rows, rowLabels, averaged) => scoreEagerly(step, rows, rowLabels, averaged, facts.inputs),
    read: () => readState(step),
    write: (state) => writeState(step, state),
    dispose() {
      features.dispose()
      labels.dispose()
      blocks.dispose()
    },
  }
}

function scoreEagerly(step: TrainingStep, features: Float32Array, labels: Float32Array, averaged: boolean, inputs: number): Scored {
  return tidyValue(() => {
    const { trainable, averages } = step.state
    const swapped = averaged && averages.length > 0
    const kept = swapped ? trainable.map((weight) => tf.clone(weight)) : []
    if (swapped) trainable.forEach((weight, index) => weight.assign(averages[index] ?? weight))
    const { report, values } = step.score(tf.tensor2d(features, [labels.length, inputs]), tf.tensor1d(labels))
    const scored = { report: report.dataSync() as Float32Array, values: values.dataSync() as Float32Array }
    if (swapped) trainable.forEach((weight, index) => weight.assign(kept[index] ?? weight))
    return scored
  })
}

const numbers = (variables: readonly Variable[]): Float32Array[] => variables.map((variable) => (variable.dataSync() as Float32Array).slice())

export function readState({ state }: TrainingStep): ProgramState {
  return { weights: numbers(state.weights), slots: numbers(state.slots), averages: numbers(state.averages) }
}

export function writeState({ state }: TrainingStep, values: ProgramState): void {
  const assign = (variables: readonly Variable[], arrays: readonly Float32Array[]) =>
    variables.forEach((variable, index) => {
      const array = arrays[index]
      if (array !== undefined) tf.tidy(() => variable.assign(tf.tensor(array, variable.shape)))
    })
  assign(state.weights, values.weights)
  assign(state.slots, values.slots)
  assign(state.averages, values.averages)
}

export function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.length
  }
  return all
}

/** The blocks of bits of the step at hand: each is drawn once and kept until a step needs the next. */
class NoiseBlocks {
  private readonly length: number
  private readonly kept = new Map<number, { readonly block: number; readonly bits: Tensor }>()
  private step = 0

  constructor(
    private readonly seed: number,
    private readonly batch: number,
  ) {
    this.length = blockLength(batch)
  }

  enter(step: number): void {
    this.step = step
  }

  /** shape: [rows that are there, width]. */
  draw(layer: number, shape: readonly number[], use: NoiseUse): Tensor {
    const [rows = 0, width = 0] = shape
    const bits = this.block(layer, width)
    return tf.tidy(() => {
      const own = tf.reshape(tf.slice(bits, [this.step % this.length, 0, 0], [1, rows, width]), [rows, width]) as Tensor2D
      return use.kind === 'bits' ? own : tf.greaterEqual(own, tf.scalar(dropoutThreshold(use.rate), 'int32'))
    })
  }

  dispose(): void {
    for (const { bits } of this.kept.values()) bits.dispose()
    this.kept.clear()
  }

  private block(layer: number, width: number): Tensor {
    const block = Math.floor(this.step / this.length)
    const kept = this.kept.get(layer)
    if (kept?.block === block) return kept.bits
    kept?.bits.dispose()
    const bits = tf.keep(drawBits([this.length, this.batch, width], noiseKey(this.seed, layer), block))
    this.kept.set(layer, { block, bits })
    return bits
  }
}

function drawBits(shape: readonly number[], key: number, block: number): Tensor {
  const backend = nativeBackend()
  const int32 = 3
  const attributes = ['dtype', 'T', 'Tseed'].map((name) => ({ name, type: backend.binding.TF_ATTR_TYPE, value: int32 }))
  return tf.tidy(() =>
    backend.executeSingleOutput('StatelessRandomUniformFullInt', attributes, [tf.tensor1d([...shape], 'int32'), tf.tensor1d([key, block], 'int32')]),
  )
}

