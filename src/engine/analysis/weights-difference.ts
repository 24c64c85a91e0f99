import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { z } from 'zod'

const manifest = z.object({
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(z.object({ shape: z.array(z.number()) })) })),
})

/** The largest absolute difference of two saved models, weight by weight; null where their shapes differ. Throws `run-unreadable`. */
export function weightsDifference(a: string, b: string): number | null {
  const [first, second] = [readWeights(a), readWeights(b)]
  if (first.shapes !== second.shapes || first.values.length !== second.values.length) return null
  let largest = 0
  for (let i = 0; i < first.values.length; i++) {
    const difference = Math.abs((first.values[i] ?? NaN) - (second.values[i] ?? NaN))
    if (!(difference <= largest)) largest = difference
  }
  return largest
}

function readWeights(dir: string): { readonly shapes: string; readonly values: Float32Array } {
  try {
    const { weightsManifest } = manifest.parse(JSON.parse(readFileSync(join(dir, 'model.json'), 'utf8')))
    const bytes = Buffer.concat(weightsManifest.flatMap((group) => group.paths.map((path) => readFileSync(join(dir, path)))))
    const shapes = JSON.stringify(weightsManifest.map((group) => group.weights.map((weight) => weight.shape)))
    return { shapes, values: new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)) }
  } catch (thrown) {
    throw new CrossfadeError('run-unreadable', `The model in ${dir} cannot be read (${thrown instanceof Error ? thrown.message : String(thrown)}). It was left as it is.`)
  }
}
