import { blockLength } from '../programs/noise-blocks'
import type { TrainingStep } from '../step/training-step'
import { FunctionBody, lessThan } from './function-body'
import type { Argument } from './function-body'
import {
  constantAttributes,
  dataTypes,
  functionAttribute,
  nodeText,
  savedModelText,
  shapeAttribute,
  stringAttribute,
  typeAttribute,
  typesAttribute,
} from './graph-text'
import type { DataType } from './graph-text'
import { chunkArguments, namedState, noiseOf, scoreFunction, stateArguments, stepFunctions } from './step-functions'
import type { ProgramShape, StepFunctions } from './step-functions'

const { float32, int32, resource } = dataTypes

interface ProgramFacts {
  /** Of the table. */
  readonly rows: number
  readonly compiled: boolean
}

export interface ProgramGraph {
  readonly text: string
  /** Layers that draw noise, each with a key of its own. */
  readonly noiseLayers: number
}

/**
 * The whole program as a SavedModel in text: variables for the table and the state, and the entry points `train`, `score` and
 * `scoreAveraged`. What is fed: see feedShapes. The text says everything that decides what is computed, and nothing of a run's seed, learning
 * rate, weights or rows: programs of the same text are the same. Throws NotRecordable.
 */
export function programGraph(step: TrainingStep, shape: ProgramShape, facts: ProgramFacts): ProgramGraph {
  const state = namedState(step)
  const steps = stepFunctions(step, shape, facts.compiled)
  const averaged = step.state.averages.length > 0
  const noiseLayers = steps.noise.length
  const entry = trainArguments(shape, noiseLayers, stateArguments(state))
  const library =
    steps.text +
    (noiseLayers === 0 ? plainTrain(steps, entry, shape, facts.compiled) : noisyTrain(steps, entry, shape, facts.compiled)) +
    scoreFunction(step, shape, false) +
    (averaged ? scoreFunction(step, shape, true) : '')

  const graph = new MainGraph()
  graph.variable('table', [facts.rows, shape.inputs])
  for (const { name, variable } of state) graph.variable(name, variable.shape)
  graph.afterAll('setTable', ['table'])
  graph.afterAll('setState', state.map(({ name }) => name))
  for (const [name, { type, size }] of Object.entries(feedShapes(shape, noiseLayers))) graph.placeholder(name, type, size)
  graph.entry('train', entry, (name) => name, [float32])
  for (const name of averaged ? ['score', 'scoreAveraged'] : ['score']) {
    const args = [{ name: 'features', type: float32 }, { name: 'labels', type: float32 }, ...stateArguments(state)]
    graph.entry(name, args, (argument) => ({ features: 'scoreFeatures', labels: 'scoreLabels' })[argument] ?? argument, [float32, float32])
  }
  return { text: savedModelText(graph.text, library), noiseLayers }
}

/** Placeholders of the main graph. */
function feedShapes(shape: ProgramShape, noiseLayers: number): Record<string, { readonly type: DataType; readonly size: readonly number[] }> {
  const { capacity, batch } = shape
  return {
    count: { type: int32, size: [] },
    firstStep: { type: int32, size: [] },
    ...(noiseLayers > 0 ? { noiseKeys: { type: int32, size: [noiseLayers] } } : {}),
    order: { type: int32, size: [capacity, batch] },
    labels: { type: float32, size: [capacity, batch] },
    weights: { type: float32, size: [capacity, batch] },
    ...(shape.weighted ? { present: { type: float32, size: [capacity, batch] } } : {}),
    scalars: { type: float32, size: [capacity, shape.scalarCount] },
    scoreFeatures: { type: float32, size: [shape.scoreRows, shape.inputs] },
    scoreLabels: { type: float32, size: [shape.scoreRows] },
  }
}

const trainArguments = (shape: ProgramShape, noiseLayers: number, state: readonly Argument[]): readonly Argument[] => [
  { name: 'count', type: int32 },
  { name: 'firstStep', type: int32 },
  ...(noiseLayers > 0 ? [{ name: 'noiseKeys', type: int32 }] : []),
  ...chunkArguments(shape),
  { name: 'table', type: resource },
  ...state,
]

const zeroReport = (body: FunctionBody, { capacity, batch, reportWidth }: ProgramShape): string =>
  body.add('Fill', [body.integers([capacity, batch * reportWidth]), body.constant(float32, [], [0])], typeAttribute('T', float32) + typeAttribute('index_type', int32))

/** `train` without noise: one call of `steps`. */
function plainTrain(steps: StepFunctions, entry: readonly Argument[], shape: ProgramShape, compiled: boolean): string {
  const body = new FunctionBody()
  const given: Readonly<Record<string, string>> = { start: body.integer(0), stop: 'count', noiseRow: body.integer(0), report: zeroReport(body, shape) }
  const inputs = steps.arguments.map(({ name }) => given[name] ?? name)
  const [report = ''] = body.call('steps', inputs, steps.arguments.map(({ type }) => type), [float32], compiled)
  return body.define('train', entry, [{ name: 'reports', type: float32, value: report }])
}

/**
 * `train` with noise: a loop over blocks of steps. Each draws the block's bits with the CPU's own generator and hands them to `steps`:
 * under XLA the generator would take longer than the steps themselves.
 */
function noisyTrain(steps: StepFunctions, entry: readonly Argument[], shape: ProgramShape, compiled: boolean): string {
  const length = blockLength(shape.batch)
  const carried: readonly Argument[] = [{ name: 'i', type: int32 }, { name: 'report', type: float32 }, ...entry]

  const block = new FunctionBody()
  const perBlock = block.integer(length)
  const number = block.combine('FloorDiv', block.combine('AddV2', 'firstStep', 'i'), perBlock)
  // The step of this chunk at which the block begins: negative when the chunk begins in the middle of it.
  const begin = block.combine('Sub', block.combine('Mul', number, perBlock), 'firstStep')
  const end = block.combine('Minimum', 'count', block.combine('AddV2', begin, perBlock))
  const drawn = new Map<string, string>(
    steps.noise.map(({ shape: rows, use }, layer) => {
      const key = block.pack([block.entry('noiseKeys', block.integer(layer), [], int32), number])
      const types = typeAttribute('dtype', int32) + typeAttribute('T', int32) + typeAttribute('Tseed', int32)
      const bits = block.add('StatelessRandomUniformFullInt', [block.integers([length, ...rows]), key], types)
      return [`noise${layer}`, noiseOf(block, bits, use)] as const
    }),
  )
  const given: Readonly<Record<string, string>> = { start: 'i', stop: end, noiseRow: block.combine('Sub', 'i', begin) }
  const inputs = steps.arguments.map(({ name }) => drawn.get(name) ?? given[name] ?? name)
  const [report = ''] = block.call('steps', inputs, steps.arguments.map(({ type }) => type), [float32], compiled)
  const changed: Readonly<Record<string, string>> = { i: end, report }
  const blockText = block.define('block', carried, carried.map(({ name, type }) => ({ name: `next_${name}`, type, value: changed[name] ?? name })))

  const body = new FunctionBody()
  const initial = carried.map(({ name }) => (name === 'i' ? body.integer(0) : name === 'report' ? zeroReport(body, shape) : name))
  const after = body.loop('blocksLeft', 'block', carried, initial)
  return blockText + lessThan('blocksLeft', carried, 'i', 'count') + body.define('train', entry, [{ name: 'reports', type: float32, value: after.get('report') ?? '' }])
}

/** The graph around the functions: one node each for what is fed, kept and fetched. */
class MainGraph {
  text = ''

  placeholder(name: string, type: DataType, shape: readonly number[]): void {
    this.add(name, 'Placeholder', [], typeAttribute('dtype', type) + shapeAttribute('shape', shape))
  }

  /** A variable `name`, set through `set_name` from the placeholder `in_name`, and read by `get_name`. */
  variable(name: string, shape: readonly number[]): void {
    const type = typeAttribute('dtype', float32)
    this.add(name, 'VarHandleOp', [], type + shapeAttribute('shape', shape) + stringAttribute('shared_name', name))
    this.placeholder(`in_${name}`, float32, shape)
    this.add(`set_${name}`, 'AssignVariableOp', [name, `in_${name}`], type)
    this.add(`get_${name}`, 'ReadVariableOp', [name], type)
  }

  /** A node to fetch that sets these variables. */
  afterAll(name: string, variables: readonly string[]): void {
    this.add(name, 'Const', variables.map((variable) => `^set_${variable}`), constantAttributes(int32, [], [1]))
  }

  /** A node to fetch that calls a function of the library. */
  entry(name: string, args: readonly Argument[], source: (argument: string) => string, results: readonly DataType[]): void {
    const attributes = typesAttribute('Tin', args.map(({ type }) => type)) + typesAttribute('Tout', results) + functionAttribute('f', name)
    this.add(`run_${name}`, 'StatefulPartitionedCall', args.map((argument) => source(argument.name)), attributes)
  }

  private add(name: string, op: string, inputs: readonly string[], attributes: string): void {
    this.text += nodeText('node', name, op, inputs, attributes)
  }
}
