// The numbers that engine.mjs trains on, and the records it hands to the trainer.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A float32 or int32 array in NumPy's format 1.0. */
function npy(type, shape, values) {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  const dict = `{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple}, }`
  const length = Math.ceil((10 + dict.length + 1) / 64) * 64 - 10
  const header = Buffer.from(`\x93NUMPY\x01\x00${String.fromCharCode(length & 255, length >> 8)}${dict.padEnd(length - 1)}\n`, 'latin1')
  return Buffer.concat([header, Buffer.from(values.buffer, values.byteOffset, values.byteLength)])
}

/** A prepared folder of normal features and labels that follow a random linear map; all rows are training rows. */
export function writeTable(dir, { rows, inputs, classes }) {
  mkdirSync(dir, { recursive: true })
  let state = 12345
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  const map = Float32Array.from({ length: inputs * classes }, normal)
  const features = Float32Array.from({ length: rows * inputs }, normal)
  const labels = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    let best = -Infinity
    for (let label = 0; label < classes; label++) {
      let score = 0
      for (let input = 0; input < inputs; input++) score += features[row * inputs + input] * map[input * classes + label]
      if (score > best) [best, labels[row]] = [score, label]
    }
  }
  writeFileSync(join(dir, 'features.npy'), npy('<f4', [rows, inputs], features))
  writeFileSync(join(dir, 'labels.npy'), npy('<f4', [rows], labels))
  writeFileSync(join(dir, 'rows.npy'), npy('<i4', [rows], Int32Array.from({ length: rows }, (_, row) => row)))
  const names = Array.from({ length: classes }, (_, index) => `class ${index}`)
  const split = { method: 'random', train: rows, validation: 0, test: 0, seed: 42, hash: 'bench', remarks: [] }
  const about = {
    version: 1, hash: 'ab'.repeat(32), rows, sourceRows: rows, features: Array.from({ length: inputs }, (_, index) => `x${index}`), classes: names, split,
    classCounts: { train: [], validation: [], test: [] }, dropped: [], weighted: false, preparedMs: 0,
  }
  writeFileSync(join(dir, 'prepared.json'), JSON.stringify(about))
  writeFileSync(join(dir, 'pipeline.json'), JSON.stringify({ version: 1, target: { kind: 'classes', name: 'y', classes: names } }))
}

/** The record of a run that is about to train. */
export function benchRecord({ layers, batch, epochs, engine }) {
  return {
    version: 2, id: 'r-20260101-000000-bench', kind: 'layers', status: 'preparing', reason: null, created: '2026-01-01T00:00:00.000Z', started: null, ended: null,
    experiment: {
      version: 1, name: 'benchmark', dataset: { path: 'benchmark.csv', reading: {} },
      recipe: {
        task: 'classification', target: 'y', columns: { features: ['x0'], ignored: [], types: {} }, rows: [], steps: [],
        split: { method: 'random', validation: 0, test: 0, seed: 42 },
      },
      model: { layers, output: { activation: 'softmax' } },
      training: {
        loss: 'sparse-categorical-cross-entropy', labelSmoothing: 0, optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }, learningRate: 0.001,
        schedule: { kind: 'constant' }, epochs, batch, stopping: { monitor: 'loss', patience: 0, minDelta: 0 }, classWeights: 'none', seed: 1,
        engine, threads: 'auto', keepEvery: 0, scoreTest: true,
      },
    },
    dataset: { id: 'd-0123456789ab', name: 'benchmark', sha256: '', rows: 0, features: null, classes: null, synthetic: true },
    prepared: null, split: null, engine: null, environment: null, parameters: null, epochs: 0, monitor: null, best: null, last: null, test: null, segments: [],
    timing: { prepareMs: null, compileMs: null, trainMs: null, medianEpochMs: null }, weights: null,
  }
}
