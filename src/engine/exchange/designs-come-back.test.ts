import { join } from 'node:path'
import { expect, it } from 'vitest'
import { designOfNetwork } from '@shared/export/design-of-network'
import { evaluateNetwork } from '@shared/export/evaluate-network'
import { inputWidth } from '@shared/export/network'
import type { Layer } from '@shared/model/layer'
import { createRandom } from '@shared/maths/random'
import { temporaryFolder } from '../trainer/fixtures/temporary-folder'
import { randomCase, writeCase } from './fixtures/random-case'
import { readKeras } from './keras/read-keras'
import { readLayersModel } from './tfjs/read-layers-model'

const folder = temporaryFolder('crossfade-designs-')

/** Settings that a design may leave out, as the trainer takes them. */
const complete = (layer: Layer): unknown => {
  switch (layer.kind) {
    case 'dense':
      return { useBias: true, ...layer }
    case 'batch-normalization':
      return { momentum: 0.99, epsilon: 1e-3, ...layer }
    case 'layer-normalization':
      return { epsilon: 1e-3, ...layer }
    case 'residual':
      return { ...layer, layers: layer.layers.map(complete) }
    case 'dropout':
    case 'gaussian-noise':
    case 'piecewise-linear':
      return layer
  }
}

it.each(Array.from({ length: 24 }, (_, seed) => seed))('a random stack that was written is the same design when it is read: case %i', async (seed) => {
  const one = await randomCase(join(folder, String(seed)), seed)
  const networks = [await readLayersModel(join(one.modelDir, 'model.json'))]
  for (const [format, name] of [['keras', 'm.keras'], ['h5', 'm.h5']] as const) networks.push(await readKeras(join((await writeCase(one, format, true)).out, name)))
  for (const network of networks) {
    const { design, network: named } = designOfNetwork(network)
    expect(design.output).toEqual(one.design.output)
    expect(design.layers.map((layer) => layer.kind)).toEqual(one.design.layers.map((layer) => layer.kind))
    // A block of one dense layer and the projection around it are the same picture with the two exchanged.
    const ambiguous = (layer: Layer) => layer.kind === 'residual' && layer.layers.length === 1
    design.layers.forEach((layer, place) => {
      const wanted = one.design.layers[place] as Layer
      if (!ambiguous(wanted)) expect(complete(layer)).toEqual(complete(wanted))
    })
    const random = createRandom(seed)
    const features = new Float32Array(5 * inputWidth(network)).map(() => random.float() * 2 - 1)
    expect(evaluateNetwork(named, features, 5)).toEqual(evaluateNetwork(network, features, 5))
    expect(named.nodes.filter((node) => node.kind === 'dense').every(({ name }) => /^(layer_\d+(_\d+|_skip)?|output)$/.test(name))).toBe(true)
  }
})
