import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { CrossfadeError } from '@shared/errors'
import { inStackOrder } from '@shared/model/start-weights'
import type { StartWeights } from '@shared/model/start-weights'
import { tf } from '../tensorflow'
import type { BuiltModel } from './build-model'

const manifest = z.object({
  weightsManifest: z.array(z.object({ weights: z.array(z.object({ name: z.string(), shape: z.array(z.number().int().positive()) })) })).length(1),
})

interface Tensor {
  readonly layer: string
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/**
 * Puts the weights of a model that was brought in, which lies in `dir` (null: nowhere), in the place of the drawn ones. They are given layer by layer, so layers
 * without weights may have come and gone in between. Throws `file-not-found`, `file-changed`, `model-invalid`.
 */
export function startFrom(built: BuiltModel, start: StartWeights, dir: string | null): void {
  if (dir === null) throw new CrossfadeError('file-not-found', `The weights of ${start.name}, which the model starts from, are not in the workspace. Import the model again.`)
  const given = readStart(start, dir)
  const layers = built.model.layers.filter((layer) => layer.weights.length > 0).sort((a, b) => inStackOrder(a.name, b.name))
  const variables = layers.flatMap((layer) => layer.weights.map((weight) => ({ layer: layer.name, weight: weight as unknown as { readonly val: BuiltModel['weights'][number] } })))
  const misfit = variables.length !== given.length || variables.some(({ weight: { val } }, place) => String(val.shape) !== String(given[place]?.shape))
  if (misfit) throw new CrossfadeError('model-invalid', `The weights of ${start.name} do not fit the stack. Change the layers back, or start from drawn weights.`)
  variables.forEach(({ weight: { val } }, place) => {
    const values = given[place]?.values
    if (values !== undefined) tf.tidy(() => val.assign(tf.tensor(values, val.shape)))
  })
}

/** The tensors in the order of the stack; inside a layer in the order of the file, which is Keras's. */
function readStart(start: StartWeights, dir: string): readonly Tensor[] {
  const { weights, model } = filesOf(start, dir)
  if (createHash('sha256').update(weights).update(model).digest('hex') !== start.sha256) {
    throw new CrossfadeError('file-changed', `The weights of ${start.name} in ${dir} are not those that the design starts from. Import the model again.`)
  }
  const { weightsManifest } = manifest.parse(JSON.parse(model.toString('utf8')))
  const all = new Float32Array(weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.length))
  let from = 0
  const tensors = (weightsManifest[0]?.weights ?? []).map(({ name, shape }) => {
    const size = shape.reduce((product, axis) => product * axis, 1)
    return { layer: name.replace(/\/.*$/, ''), shape, values: all.subarray(from, (from += size)) }
  })
  return tensors.sort((a, b) => inStackOrder(a.layer, b.layer))
}

function filesOf({ name }: StartWeights, dir: string): { readonly weights: Buffer; readonly model: Buffer } {
  try {
    return { weights: readFileSync(join(dir, 'weights.bin')), model: readFileSync(join(dir, 'model.json')) }
  } catch (thrown) {
    throw new CrossfadeError('file-not-found', `The weights of ${name} in ${dir} cannot be read (${thrown instanceof Error ? thrown.message : String(thrown)}). Import the model again.`)
  }
}
