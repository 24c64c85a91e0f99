import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Network } from '@shared/export/network'
import type { Pipeline } from '@shared/recipe/pipeline'
import { temporaryFolder } from '../../trainer/fixtures/temporary-folder'
import { Files } from '../files'
import { feedColumns, secondsOf } from './feed-columns'
import type { FedColumn } from './prepare-columns'
import { loadOnnxRuntime } from './onnxruntime'
import { readOnnx } from './read-graph'
import { runGraph } from './run-graph'
import { interfaceKey, writeOnnx } from './write-onnx'

const folder = temporaryFolder('crossfade-onnx-')

/** Columns that are called what a graph calls its own values. */
const names = ['label', 'scores', 'v0', 'v1', 'v0_2', 'Identity', '', 'a b/c:0', 'Größe', 'prediction']

function pipelineOf(columns: readonly string[]): Pipeline {
  return {
    version: 1,
    task: 'classification',
    target: { kind: 'classes', name: 'y', reader: { kind: 'category', numeric: false }, classes: ['=1+1', 'b'] },
    fittedOn: { part: 'train', rows: 10 },
    reading: { format: 'csv', delimiter: ',', decimal: '.', thousands: '', na: [] },
    columns: columns.map((name) => ({ kind: 'numbers', name, type: 'number', reader: { kind: 'number' }, outputs: [{ feature: name, source: { kind: 'value' }, operations: [{ kind: 'fill', value: 2 }] }] })),
    features: [...columns],
  }
}

/** Scores of two classes that add up all inputs: sigmoid of the sum is the score of the second. */
function sumNetwork(inputs: number): Network {
  return {
    nodes: [
      { kind: 'input', name: 'x', inputs: [], width: inputs },
      { kind: 'dense', name: 'd', inputs: [0], width: 1, kernel: { shape: [inputs, 1], values: new Float32Array(inputs).fill(0.1) }, bias: null, trainable: true },
      { kind: 'activation', name: 's', inputs: [1], width: 1, activation: { name: 'sigmoid' } },
    ],
  }
}

async function written(dir: string, columns: readonly string[]) {
  const out = join(folder, dir)
  mkdirSync(out)
  const pipeline = pipelineOf(columns)
  await writeOnnx(sumNetwork(columns.length), pipeline, { index: 1, threshold: null }, 'collisions', new Files(out), 'm.onnx')
  const path = join(out, 'm.onnx')
  const { readFile } = await import('node:fs/promises')
  const model = readOnnx(await readFile(path))
  const facts = JSON.parse(model.facts.get(interfaceKey) ?? '{}') as { inputs: readonly FedColumn[]; outputs: Record<string, string> }
  return { path, pipeline, model, facts }
}

describe('names of columns in a graph', () => {
  it('stay as they are, and nothing else is called like one of them', async () => {
    const { facts, model } = await written('names', names)
    expect(facts.inputs.map(({ input }) => input)).toEqual(names.map((name) => (name === '' ? 'unnamed' : name)))
    expect(Object.values(facts.outputs)).toEqual(['label_2', 'scores_2'])
    const made = [...model.nodes.flatMap((node) => node.outputs), ...model.constants.keys()]
    for (const { input } of facts.inputs) expect(made).not.toContain(input)
    expect(new Set(made).size).toBe(made.length)
  })

  it.skipIf(loadOnnxRuntime() === null)('are what onnxruntime is fed by', async () => {
    const { facts, path, pipeline, model } = await written('runtime', names)
    const records = [names, names.map((_, i) => String(i)), names.map(() => '')]
    const feeds = feedColumns(records, pipeline, facts.inputs)
    const outputs = await loadOnnxRuntime()?.run(path, feeds, 2)
    const sums = [45, 20].map((sum) => 1 / (1 + Math.exp(-sum / 10)))
    expect(Array.from(outputs?.['label_2'] as readonly string[])).toEqual(['b', 'b'])
    Array.from(outputs?.['scores_2'] as ArrayLike<number>).forEach((score, i) => expect(score).toBeCloseTo(i % 2 === 0 ? 1 - (sums[i >> 1] ?? 0) : (sums[i >> 1] ?? 0), 6))
    const own = runGraph(model, new Map([...feeds].map(([name, data]) => [name, { type: 'double', shape: [2, 1], data: data as Float64Array }] as const)))
    expect(Array.from(own.get('scores_2')?.data as ArrayLike<number>)).toHaveLength(4)
  })

  it('may come a thousand at a time', async () => {
    const many = Array.from({ length: 1000 }, (_, i) => `v${i}`)
    writeFileSync(join(folder, 'probe'), '')
    const { facts } = await written('many', many)
    expect(facts.inputs).toHaveLength(1000)
  })
})

describe('dates that are fed to a graph', () => {
  it.each([
    ['1970-01-02', 'iso', 86_400],
    ['2024-02-29 12:30:15.5', 'iso', 1_709_209_815.5],
    ['2024-2-9T00:00:00+02:00', 'iso', 1_707_436_800],
    ['2023-02-29', 'iso', NaN],
    ['31.12.1999', '%d.%m.%Y', 946_598_400],
    ['12/31/1999 23:59:59', '%m/%d/%Y %H:%M:%S', 946_684_799],
    ['soon', 'iso', NaN],
  ])('%s as %s', (text, format, seconds) => expect(secondsOf(text, format)).toBe(seconds))
})
