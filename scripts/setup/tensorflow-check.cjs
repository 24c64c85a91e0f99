// @ts-check
// Loads tfjs-node in a process of its own and multiplies two matrices; a native crash ends this process only.
const util = require('node:util')

// Gone since Node 23; tfjs-node still calls them.
const missing = {
  /** @param {unknown} value */ isNullOrUndefined: (value) => value === null || value === undefined,
  /** @param {unknown} value */ isArray: (value) => Array.isArray(value),
}
for (const [name, check] of Object.entries(missing)) if (!(name in util)) Object.assign(util, { [name]: check })

const tf = require(require.resolve('@tensorflow/tfjs-node', { paths: [process.argv[2] ?? process.cwd()] }))
const product = tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])).dataSync()
if (Array.from(product).join() !== '19,22,43,50') throw new Error(`2 x 2 matrix product is ${Array.from(product).join()}`)
process.stdout.write(`\n${JSON.stringify({ version: tf.backend().binding.TF_Version, tfjs: tf.version['tfjs-node'] ?? tf.version.tfjs })}\n`)
