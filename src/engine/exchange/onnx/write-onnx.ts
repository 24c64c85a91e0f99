import type { Positive } from '@shared/engine/exchange-methods'
import { outputWidth } from '@shared/export/network'
import type { Network } from '@shared/export/network'
import type { Pipeline } from '@shared/recipe/pipeline'
import type { Files } from '../files'
import { OnnxGraph } from './graph'
import type { Value } from './graph'
import { networkNodes } from './network-nodes'
import { preparationNodes } from './prepare-columns'

/** How the graph is called from outside: kept in the model's metadata under this key, as JSON. */
export const interfaceKey = 'crossfade.interface'

/**
 * One ONNX file from raw columns to predictions. Inputs: a column each, [rows, 1]: text, or double with NaN where missing; dates as seconds
 * since 1970, UTC. Outputs of classes: `label` [rows] text and `scores` [rows, classes] float; of a regression: `prediction` [rows, 1] double.
 */
export async function writeOnnx(network: Network, pipeline: Pipeline, positive: Positive, title: string, files: Files, name: string): Promise<void> {
  const graph = new OnnxGraph()
  const { features, fed } = preparationNodes(graph, pipeline)
  const raw = networkNodes(graph, network, features)
  const outputs = pipeline.target.kind === 'number' ? regressionOutput(graph, raw, pipeline.target) : classOutputs(graph, raw, outputWidth(network), pipeline.target.classes, positive)
  const facts = { [interfaceKey]: JSON.stringify({ inputs: fed, outputs }), 'crossfade.task': pipeline.task, 'crossfade.target': pipeline.target.name }
  await files.write(name, graph.model(title, facts))
}

function regressionOutput(graph: OnnxGraph, raw: Value, { mean, std }: { readonly mean: number; readonly std: number }): Readonly<Record<string, Value>> {
  const double = graph.op('Cast', [raw], [['to', { kind: 'int', value: 11 }]])
  const prediction = graph.op('Add', [graph.op('Mul', [double, graph.doubles([std])]), graph.doubles([mean])])
  return { prediction: graph.output('prediction', prediction, 'double', 1) }
}

function classOutputs(graph: OnnxGraph, raw: Value, units: number, classes: readonly string[], { index, threshold }: Positive): Readonly<Record<string, Value>> {
  // One unit on two classes is the score of the second.
  const scores = units === classes.length ? raw : graph.op('Concat', [graph.op('Sub', [graph.floats([1]), raw]), raw], [['axis', { kind: 'int', value: 1 }]])
  const label = graph.op('Gather', [graph.texts(classes), classes.length === 2 && threshold !== null ? beyond(graph, scores, index, threshold) : highest(graph, scores)])
  return { label: graph.output('label', label, 'string', null), scores: graph.output('scores', scores, 'float', classes.length) }
}

const highest = (graph: OnnxGraph, scores: Value): Value => graph.op('ArgMax', [scores], [['axis', { kind: 'int', value: 1 }], ['keepdims', { kind: 'int', value: 0 }]])

/** The positive class where its score reaches the threshold, else the other one. */
function beyond(graph: OnnxGraph, scores: Value, index: 0 | 1, threshold: number): Value {
  const score = graph.op('Cast', [graph.op('Gather', [scores, graph.integers([index])], [['axis', { kind: 'int', value: 1 }]])], [['to', { kind: 'int', value: 11 }]])
  const reached = graph.op('Cast', [graph.op('LessOrEqual', [graph.doubles([threshold]), score])], [['to', { kind: 'int', value: 7 }]])
  return index === 1 ? reached : graph.op('Sub', [graph.integers([1]), reached])
}
