import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { bytesOf, writeAtomic } from '../run/write-atomic'
import type { LayersModel } from '../tensorflow'

/**
 * Writes a model into a folder in tfjs's layers format, with the weights given (in the order of model.weights). The weights get a name of
 * their own, then model.json that names them is renamed in: a reader always finds a pair that belongs together.
 * Answers the sha256 of the weights.
 */
export function saveModel(model: LayersModel, weights: readonly Float32Array[], folder: string): string {
  const hash = createHash('sha256')
  const parts = weights.map(bytesOf)
  for (const part of parts) hash.update(part)
  const sha256 = hash.digest('hex')

  mkdirSync(folder, { recursive: true })
  const weightsFile = `weights-${sha256.slice(0, 8)}.bin`
  writeAtomic(join(folder, weightsFile), parts)
  const document = {
    format: 'layers-model',
    generatedBy: 'Crossfade',
    convertedBy: null,
    modelTopology: model.toJSON(null, false),
    weightsManifest: [{ paths: [weightsFile], weights: specsOf(model) }],
  }
  writeAtomic(join(folder, 'model.json'), [JSON.stringify(document)])
  for (const name of readdirSync(folder)) {
    if (/^weights-.*\.bin$/.test(name) && name !== weightsFile) unlinkSync(join(folder, name))
  }
  return sha256
}

/** Names under which tfjs looks for the weights when it loads them: without the suffix that keeps them apart in one process. */
function specsOf(model: LayersModel): object[] {
  return model.weights.map((weight) => ({ name: weight.originalName, shape: weight.shape, dtype: 'float32' }))
}
