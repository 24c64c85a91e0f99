import { copyFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { weightsOf } from '@shared/export/network'
import type { Network } from '@shared/export/network'
import type { Pipeline } from '@shared/recipe/pipeline'
import { bytesOf } from '../files'
import type { Files } from '../files'
import { preparationScript } from '../python/scripts'
import { layersTopology } from './layers-topology'
import page from './page.html?raw'

/** A folder for the web: model.json with its weights, the preparation beside it, and a page that uses it. */
export async function writeTfjs(network: Network, pipeline: Pipeline, files: Files): Promise<void> {
  await writeLayersModel(network, files)
  await files.write('pipeline.json', `${JSON.stringify(pipeline, null, 1)}\n`)
  await files.write('preparation.py', preparationScript)
  await files.write('index.html', page)
  const library = libraryPath()
  if (library !== null) await copyFile(library, files.pathFor('tf.min.js'))
}

/** model.json and weights.bin. */
export async function writeLayersModel(network: Network, files: Files): Promise<void> {
  const weights = network.nodes.flatMap((node) => weightsOf(node).map(([weight, { shape, values }]) => ({ name: `${node.name}/${weight}`, shape, values })))
  const model = {
    format: 'layers-model',
    generatedBy: 'Crossfade',
    convertedBy: null,
    modelTopology: layersTopology(network),
    weightsManifest: [{ paths: ['weights.bin'], weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })) }],
  }
  await files.write('model.json', JSON.stringify(model))
  await files.write('weights.bin', Buffer.concat(weights.map(({ values }) => bytesOf(values))))
}

/** The library that the page loads, where it is installed: then the folder works without a network. */
function libraryPath(): string | null {
  try {
    return join(createRequire(import.meta.url).resolve('@tensorflow/tfjs/package.json'), '..', 'dist', 'tf.min.js')
  } catch {
    return null
  }
}

