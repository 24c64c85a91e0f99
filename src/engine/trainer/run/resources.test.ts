import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Layer } from '@shared/model/layer'
import { preparedFolder, preparingRecord, runFolder } from '../fixtures/synthetic-run'
import { StopRequest } from './stop-request'
import { trainRun } from './train-run'

const layers: Layer[] = [
  { kind: 'piecewise-linear', bins: 5 },
  { kind: 'dense', units: 12, activation: 'leaky-relu', l2: 1e-3, maxNorm: 2 },
  { kind: 'batch-normalization' },
  { kind: 'residual', layers: [{ kind: 'dense', units: 9, activation: 'gelu' }, { kind: 'dropout', rate: 0.2 }, { kind: 'layer-normalization' }] },
]
const table = { train: 300, validation: 60, test: 80, inputs: 5, classes: 4 }
const preparedDir = preparedFolder(table)

const train = (training: Parameters<typeof preparingRecord>[0]) =>
  trainRun({ runDir: runFolder(), preparedDir, record: preparingRecord(training), resume: false }, new StopRequest(), () => undefined)

describe('a training', () => {
  for (const engine of ['eager', 'graph', 'xla'] as const) {
    it(`leaves no tensor behind (${engine})`, async () => {
      await train({ layers, training: { engine, epochs: 2, ema: 0.9 } })
      const { tf } = await import('../tensorflow')
      const before = tf.memory().numTensors
      await train({ layers, training: { engine, epochs: 2, ema: 0.9 } })
      expect(tf.memory().numTensors).toBe(before)
    })
  }

  it('saves a model that plain tfjs opens in another process, with the same predictions', async () => {
    const runDir = runFolder()
    const record = preparingRecord({ layers, training: { engine: 'graph', epochs: 4, ema: 0.9 } })
    await trainRun({ runDir, preparedDir, record, resume: false }, new StopRequest(), () => undefined)
    const script = `
      const util = require('util'); util.isNullOrUndefined ??= (v) => v == null; util.isArray ??= Array.isArray
      const tf = require('@tensorflow/tfjs-node'), fs = require('fs')
      const numbers = (path) => { const b = fs.readFileSync(path); return new Float32Array(b.buffer.slice(b.byteOffset + 10 + b.readUInt16LE(8), b.byteOffset + b.length)) }
      tf.loadLayersModel('file://${join(runDir, 'model/best/model.json')}').then((model) => {
        const all = numbers('${join(preparedDir, 'features.npy')}')
        const scores = numbers('${join(runDir, 'scores/test.npy')}')
        const rows = scores.length / ${table.classes}
        const predicted = model.predict(tf.tensor2d(all.slice(all.length - rows * ${table.inputs}), [rows, ${table.inputs}])).dataSync()
        console.log(Math.max(...predicted.map((value, i) => Math.abs(value - scores[i]))))
      })`
    const answer = execFileSync(process.execPath, ['-e', script], { cwd: resolve(__dirname, '../../../..'), stdio: ['ignore', 'pipe', 'ignore'] })
    expect(Number(answer.toString())).toBeLessThan(1e-6)
  })

  it('takes seed 0, and another seed gives other weights', async () => {
    const [zero, again, one] = [
      await train({ layers, training: { engine: 'graph', epochs: 1, seed: 0 } }),
      await train({ layers, training: { engine: 'graph', epochs: 1, seed: 0 } }),
      await train({ layers, training: { engine: 'graph', epochs: 1, seed: 1 } }),
    ]
    expect(zero.status).toBe('completed')
    expect(zero.weights).toEqual(again.weights)
    expect(zero.weights).not.toEqual(one.weights)
  })

  it('takes any batch size, and tables of a few rows', async () => {
    for (const batch of [1, 7, 300, 1_000_000]) {
      const record = await train({ layers, training: { engine: 'graph', epochs: 1, batch } })
      expect([batch, record.status]).toEqual([batch, 'completed'])
    }
    const few = preparedFolder({ train: 8, validation: 1, test: 1, inputs: 2, classes: 2 })
    const record = preparingRecord({ training: { epochs: 3 } })
    const small = await trainRun({ runDir: runFolder(), preparedDir: few, record, resume: false }, new StopRequest(), () => undefined)
    expect(small.status).toBe('completed')
  })

  it('without validation rows is judged by its training rows', async () => {
    const dir = preparedFolder({ ...table, validation: 0 })
    const runDir = runFolder()
    const record = await trainRun({ runDir, preparedDir: dir, record: preparingRecord({}), resume: false }, new StopRequest(), () => undefined)
    expect(record.monitor).toEqual({ metric: 'loss', on: 'training', mode: 'min' })
    expect(record.best?.validation).toBeNull()
    expect(readFileSync(join(runDir, 'metrics.jsonl'), 'utf8')).not.toContain('validation')
  })
})
