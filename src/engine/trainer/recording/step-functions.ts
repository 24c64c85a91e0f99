import { dropoutThreshold } from '../model/training-behaviour'
import type { NoiseUse } from '../model/training-behaviour'
import type { TrainingStep } from '../step/training-step'
import { tf } from '../tensorflow'
import type { Tensor, Tensor1D, Tensor2D, Variable } from '../tensorflow'
import { tidyValue } from '../tidy-value'
import { FunctionBody, lessThan } from './function-body'
import type { Argument, Reference } from './function-body'
import { dataTypes } from './graph-text'
import { NotRecordable, record } from './tracer'
import type { Recording } from './tracer'

const { float32, int32, bool, resource } = dataTypes

/** The fixed sizes of a recorded program. */
export interface ProgramShape {
  readonly inputs: number
  readonly units: number
  readonly batch: number
  /** Most steps of one call. */
  readonly capacity: number
  /** Numbers in the report of a row. */
  readonly reportWidth: number
  /** Rows scored at once. */
  readonly scoreRows: number
  /** Scalars of a step: 1 / rows that are there, then those of the optimiser. */
  readonly scalarCount: number
  /** Whether rows have weights beside being there or not. */
  readonly weighted: boolean
}

/** A noise layer of the step: the full batch's shape, and what is made of the bits. */
export interface NoiseLayer {
  readonly shape: readonly number[]
  readonly use: NoiseUse
}

/** Names of the state variables in the graph, and the tfjs variables they stand for. */
export interface NamedState {
  readonly name: string
  readonly variable: Variable
}

/** All variables of a step that training changes or needs, each under its name in the graph. */
export function namedState({ state }: TrainingStep): readonly NamedState[] {
  const named = (prefix: string, variables: readonly Variable[]) => variables.map((variable, index) => ({ name: `${prefix}${index}`, variable }))
  return [...named('weight', state.weights), ...named('slot', state.slots), ...named('average', state.averages)]
}

/** What a chunk brings: [capacity, …] each, one row a step. */
export function chunkArguments(shape: ProgramShape): readonly Argument[] {
  return [
    { name: 'order', type: int32 },
    { name: 'labels', type: float32 },
    { name: 'weights', type: float32 },
    ...(shape.weighted ? [{ name: 'present', type: float32 }] : []),
    { name: 'scalars', type: float32 },
  ]
}

export const stateArguments = (state: readonly NamedState[]): readonly Argument[] => state.map(({ name }) => ({ name, type: resource }))

export interface StepFunctions {
  /** Definitions, for the library. */
  readonly text: string
  readonly noise: readonly NoiseLayer[]
  /** Arguments of the function `steps`, which runs steps from `start` to `stop` and answers the report. */
  readonly arguments: readonly Argument[]
}

/**
 * The recorded step as functions: `step`, the body of a loop over the rows of a chunk, and `steps`, the loop itself, which is what XLA
 * compiles. Throws NotRecordable.
 */
export function stepFunctions(step: TrainingStep, shape: ProgramShape, compiled: boolean): StepFunctions {
  const state = namedState(step)
  const first = traceStep(step, shape, state, 1)
  // Values that JavaScript draws or derives from data would be baked in as constants: then two traces differ.
  const second = traceStep(step, shape, state, 2)
  if (first.body.source !== second.body.source) throw new NotRecordable('the step draws or derives values in JavaScript')

  const { noise } = first
  const noiseArguments = noise.map(({ use }, index) => ({ name: `noise${index}`, type: use.kind === 'mask' ? bool : int32 }))
  const inLoop: readonly Argument[] = [
    { name: 'i', type: int32 },
    { name: 'stop', type: int32 },
    // Counted along with i: a slice that begins at a value which the loop does not change would be compiled anew for each such value.
    { name: 'noiseRow', type: int32 },
    { name: 'report', type: float32 },
    ...chunkArguments(shape),
    { name: 'features', type: float32 },
    ...stateArguments(state),
    ...noiseArguments,
  ]
  const changed = new Map<string, Reference>([
    ['i', first.body.combine('AddV2', 'i', first.body.integer(1))],
    ['noiseRow', first.body.combine('AddV2', 'noiseRow', first.body.integer(1))],
    ['report', first.report],
  ])
  const stepText = first.body.define('step', inLoop, inLoop.map(({ name, type }) => ({ name: `next_${name}`, type, value: changed.get(name) ?? name })))

  const outer = inLoop.map((argument) => (argument.name === 'i' ? { name: 'start', type: int32 } : argument.name === 'features' ? { name: 'table', type: resource } : argument))
  const loop = new FunctionBody()
  const table = loop.read('table')
  const initial = inLoop.map(({ name }) => (name === 'i' ? 'start' : name === 'features' ? table : name))
  const after = loop.loop('stepsLeft', 'step', inLoop, initial)
  const loopText = loop.define('steps', outer, [{ name: 'reports', type: float32, value: after.get('report') ?? '' }], compiled)
  return { text: stepText + lessThan('stepsLeft', inLoop, 'i', 'stop') + loopText, noise, arguments: outer }
}

interface StepTrace {
  readonly body: FunctionBody
  readonly report: Reference
  readonly noise: readonly NoiseLayer[]
}

/** Records one step on made-up rows, which depend on `variant`. The state is as before afterwards. */
function traceStep(step: TrainingStep, shape: ProgramShape, state: readonly NamedState[], variant: number): StepTrace {
  const kept = state.map(({ variable }) => tf.clone(variable))
  try {
    return tidyValue(() => {
      const body = new FunctionBody()
      const { batch } = shape
      const rows = body.entry('order', 'i', [batch], int32)
      const features = madeUpFeatures(batch, shape.inputs, variant)
      const labels = tf.zeros([batch]) as Tensor1D
      const weights = tf.ones([batch]) as Tensor1D
      const present = shape.weighted ? tf.ones([batch]) : weights
      const inverseRows = tf.scalar(1 / batch)
      const scalars = Array.from({ length: step.scalarCount }, () => tf.scalar(0.5))
      const scalarRow = body.entry('scalars', 'i', [1 + scalars.length], float32)
      const scalarAt = (index: number) => body.entry(scalarRow, body.integer(index), [], float32)

      const bound: (readonly [Tensor, Reference])[] = [
        [features, body.gather('features', rows)],
        [labels, body.entry('labels', 'i', [batch], float32)],
        [weights, body.entry('weights', 'i', [batch], float32)],
        [inverseRows, scalarAt(0)],
        ...scalars.map((scalar, index) => [scalar, scalarAt(index + 1)] as const),
        ...state.map(({ name, variable }) => [variable, body.read(name)] as const),
      ]
      if (shape.weighted) bound.push([present, body.entry('present', 'i', [batch], float32)])

      const noise: NoiseLayer[] = []
      const before = state.map(({ variable }) => variable.dataId)
      const report = record(body, bound, (recording, bind) => {
        const made = step.run({
          features,
          labels,
          weights,
          present,
          inverseRows,
          scalars,
          noise: (layer, layerShape, use) => {
            noise[layer] = { shape: layerShape, use }
            const type = use.kind === 'mask' ? 'bool' : 'int32'
            const values = tf.ones([...layerShape], type)
            bind(values, body.entry(`noise${layer}`, 'noiseRow', layerShape, use.kind === 'mask' ? bool : int32))
            return values
          },
        })
        const reference = writeReport(body, recording, made, shape)
        assignChanged(body, recording, state, before)
        made.dispose()
        return reference
      })
      return { body, report, noise }
    })
  } finally {
    state.forEach(({ variable }, index) => {
      const value = kept[index]
      if (value !== undefined) variable.assign(value)
    })
    tf.dispose(kept)
  }
}

/** The reports of all steps with this step's in its row. */
function writeReport(body: FunctionBody, recording: Recording, report: Tensor2D, { batch, reportWidth }: ProgramShape): Reference {
  const row = body.reshape(recording.reference(report), [1, batch * reportWidth], float32)
  const place = body.reshape('i', [1, 1], int32)
  return body.add('TensorScatterUpdate', ['report', place, row], `attr { key: "T" value { type: ${float32} } } attr { key: "Tindices" value { type: ${int32} } }`)
}

/** A variable that was given a new value has other data than before. */
function assignChanged(body: FunctionBody, recording: Recording, state: readonly NamedState[], before: readonly object[]): void {
  state.forEach(({ name, variable }, index) => {
    if (variable.dataId !== before[index]) body.assign(name, recording.reference(variable))
  })
}

function madeUpFeatures(rows: number, inputs: number, variant: number): Tensor2D {
  return tf.tensor2d(Float32Array.from({ length: rows * inputs }, (_, i) => Math.sin(variant * (i + 1))), [rows, inputs])
}

/** Mask or bits of a block, made of the bits that the generator drew. */
export function noiseOf(body: FunctionBody, bits: Reference, use: NoiseUse): Reference {
  if (use.kind === 'bits') return bits
  return body.add('GreaterEqual', [bits, body.integer(dropoutThreshold(use.rate))], `attr { key: "T" value { type: ${int32} } }`)
}

/**
 * The function `score` or, with the moving average in place of the trainable weights, `scoreAveraged`: report and output values of
 * shape.scoreRows rows.
 */
export function scoreFunction(step: TrainingStep, shape: ProgramShape, averaged: boolean): string {
  const state = namedState(step)
  const averageOf = new Map(step.state.trainable.map((variable, index) => [variable, `average${index}`]))
  return tidyValue(() => {
    const body = new FunctionBody()
    const features = madeUpFeatures(shape.scoreRows, shape.inputs, 1)
    const labels = tf.zeros([shape.scoreRows]) as Tensor1D
    const weights = state.filter(({ name }) => name.startsWith('weight'))
    const bound: (readonly [Tensor, Reference])[] = [
      [features, 'features'],
      [labels, 'labels'],
      ...weights.map(({ name, variable }) => [variable, body.read((averaged ? averageOf.get(variable) : undefined) ?? name)] as const),
    ]
    const [report, values] = record(body, bound, ({ reference }) => {
      const scored = step.score(features, labels)
      return [reference(scored.report), reference(scored.values)]
    })
    return body.define(averaged ? 'scoreAveraged' : 'score', [{ name: 'features', type: float32 }, { name: 'labels', type: float32 }, ...stateArguments(state)], [
      { name: 'report', type: float32, value: report ?? '' },
      { name: 'values', type: float32, value: values ?? '' },
    ])
  })
}
