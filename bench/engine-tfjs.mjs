// What engine.mjs compares with: one epoch of tfjs's own `fit`, or the speed of a plain matrix product (--gemm). Prints JSON.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)
const util = load('node:util')
util.isNullOrUndefined ??= (value) => value === null || value === undefined
util.isArray ??= Array.isArray
const tf = load('@tensorflow/tfjs-node')

function npy(path) {
  const bytes = readFileSync(path)
  const start = 10 + bytes.readUInt16LE(8)
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length))
}

/** The machine's own speed in plain matrix products of several sizes: the best GFLOP/s, by wall time and of a second of processor time. */
function gemm() {
  let [gflops, perProcessorSecond] = [0, 0]
  for (const [rows, width] of [[256, 1024], [1024, 1024], [2048, 2048]]) {
    const [a, b] = [tf.randomNormal([rows, width]), tf.randomNormal([width, width])]
    const times = Math.ceil(4e10 / (2 * rows * width * width))
    const megaflops = (times * 2 * rows * width * width) / 1e6
    for (let round = 0; round < 6; round++) {
      const [started, before] = [performance.now(), process.cpuUsage()]
      // On a CPU the call returns when the product is there; reading it would measure copying too.
      for (let i = 0; i < times; i++) a.matMul(b).dispose()
      const ms = performance.now() - started
      const { user, system } = process.cpuUsage(before)
      gflops = Math.max(gflops, megaflops / ms)
      perProcessorSecond = Math.max(perProcessorSecond, (1000 * megaflops) / (user + system))
    }
  }
  return { gflops, perProcessorSecond }
}

async function fit({ layers, batch, prepared }) {
  const labels = npy(`${prepared}/labels.npy`)
  const features = npy(`${prepared}/features.npy`)
  const inputs = features.length / labels.length
  const model = tf.sequential()
  layers.forEach((layer, index) => {
    const first = index === 0 ? { inputShape: [inputs] } : {}
    if (layer.kind === 'dense') model.add(tf.layers.dense({ units: layer.units, activation: layer.activation, ...first }))
    if (layer.kind === 'batch-normalization') model.add(tf.layers.batchNormalization())
    if (layer.kind === 'dropout') model.add(tf.layers.dropout({ rate: layer.rate }))
  })
  model.add(tf.layers.dense({ units: 114, activation: 'softmax' }))
  model.compile({ optimizer: tf.train.adam(0.001), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] })
  const [x, y] = [tf.tensor2d(features, [labels.length, inputs]), tf.tensor1d(labels)]
  await model.fit(x.slice(0, 20 * batch), y.slice(0, 20 * batch), { batchSize: batch, epochs: 1, verbose: 0 })
  const [started, before] = [performance.now(), process.cpuUsage()]
  await model.fit(x, y, { batchSize: batch, epochs: 1, verbose: 0 })
  const { user, system } = process.cpuUsage(before)
  return { epochMs: performance.now() - started, cpuMs: (user + system) / 1000 }
}

if (process.argv[2] === '--gemm') console.log(JSON.stringify(gemm()))
else fit(JSON.parse(process.argv[2])).then((result) => console.log(JSON.stringify(result)))
