import { readFile } from 'node:fs/promises'
import { CrossfadeError } from '@shared/errors'
import { parseRecords } from '../../data/file/parse-records'
import { feedColumns } from '../onnx/feed-columns'
import type { FedValues } from '../onnx/feed-columns'
import { loadOnnxRuntime } from '../onnx/onnxruntime'
import type { FedColumn } from '../onnx/prepare-columns'
import { readOnnx } from '../onnx/read-graph'
import { runGraph } from '../onnx/run-graph'
import type { OnnxTensor } from '../onnx/tensor'
import { interfaceKey } from '../onnx/write-onnx'
import { ownReader } from './check-model'
import type { CheckInput, Predicted } from './check-model'

interface Interface {
  readonly inputs: readonly FedColumn[]
  readonly outputs: Readonly<Record<string, string>>
}

/** Feeds the raw cells of the sample to the graph, column by column: with onnxruntime where it is installed, else with our own reader. */
export async function predictWithOnnx(input: CheckInput, path: string, signal: AbortSignal): Promise<Predicted> {
  const records = parseRecords(await readFile(input.sample, 'utf8'), input.pipeline.reading.delimiter ?? ',', '"', Infinity)
  const model = readOnnx(await readFile(path))
  const { inputs, outputs } = JSON.parse(model.facts.get(interfaceKey) ?? '{}') as Interface
  const feeds = feedColumns(records, input.pipeline, inputs)
  const rows = records.length - 1
  if (signal.aborted) throw new CrossfadeError('cancelled', 'Cancelled: nothing was written.')
  const runtime = input.ownReader ? null : loadOnnxRuntime()
  try {
    const found = runtime === null ? ownOutputs(model, feeds, rows) : await runtime.run(path, feeds, rows)
    return { text: predictions(found, outputs, rows, input), by: runtime === null ? ownReader : `onnxruntime ${runtime.version}` }
  } catch (thrown) {
    throw new CrossfadeError('export-differs', `${runtime === null ? 'Our own reader' : 'onnxruntime'} cannot run what was written: ${thrown instanceof Error ? thrown.message : String(thrown)} Nothing was kept of it.`)
  }
}

type Outputs = Readonly<Record<string, ArrayLike<number> | readonly string[]>>

function ownOutputs(model: ReturnType<typeof readOnnx>, feeds: ReadonlyMap<string, FedValues>, rows: number): Outputs {
  const shape = [rows, 1]
  const tensors = new Map([...feeds].map(([name, values]): [string, OnnxTensor] => [name, values instanceof Float64Array ? { type: 'double', shape, data: values } : { type: 'string', shape, data: values }]))
  return Object.fromEntries([...runGraph(model, tensors)].map(([name, { data }]) => [name, data]))
}

/** What came out as the trainer writes it. */
function predictions(found: Outputs, names: Interface['outputs'], rows: number, { pipeline: { target } }: CheckInput): string {
  const values = (name: string) => found[names[name] ?? name] ?? []
  if (target.kind === 'number') return `prediction,low,high\n${Array.from(values('prediction') as ArrayLike<number>, (value) => `${value},,\n`).join('')}`
  const [labels, scores] = [values('label') as readonly string[], values('scores') as ArrayLike<number>]
  const cell = (text: string) => `"${text.replace(/"/g, '""')}"`
  const width = target.classes.length
  const lines = Array.from({ length: rows }, (_, row) => `${cell(labels[row] ?? '')},,${Array.from({ length: width }, (_, place) => scores[row * width + place]).join()}`)
  return `${[['prediction', 'score', ...target.classes].map(cell).join(), ...lines].join('\n')}\n`
}
