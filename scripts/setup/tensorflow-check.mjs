// @ts-check
// Loads tfjs-node in a process of its own and multiplies two matrices; a native crash ends this process only.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import util from 'node:util'

// Gone since Node 23; tfjs-node still calls them.
const missing = {
  /** @param {unknown} value */
  isNullOrUndefined: (value) => value === null || value === undefined,
  /** @param {unknown} value */
  isArray: (value) => Array.isArray(value),
}
for (const [name, check] of Object.entries(missing)) if (!(name in util)) Object.assign(util, { [name]: check })

const require = createRequire(join(process.argv[2] ?? process.cwd(), 'package.json'))
/** @type {typeof import('@tensorflow/tfjs-node')} */
const tf = require('@tensorflow/tfjs-node')
const product = tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])).dataSync()
if (Array.from(product).join() !== '19,22,43,50') throw new Error(`the product of two matrices is ${Array.from(product).join()}`)
const backend = /** @type {{ binding?: { TF_Version: string } }} */ (/** @type {unknown} */ (tf.backend()))
process.stdout.write(`\n${JSON.stringify({ version: backend.binding?.TF_Version })}\n`)
