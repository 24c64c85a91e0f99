import { readFile, rm } from 'node:fs/promises'
import { weightsOf } from '@shared/export/network'
import type { Network } from '@shared/export/network'
import type { Files } from '../files'
import { writeHdf5 } from '../hdf5'
import type { Hdf5Entry } from '../hdf5'
import { packZip } from '../zip'
import { kerasConfig, kerasVersion, weightGroups } from './keras-config'

/** A `.keras` archive: the configuration, and the weights as HDF5 in the groups in which Keras 3 looks for them. */
export async function writeKeras(network: Network, name: string, files: Files): Promise<void> {
  const path = files.pathFor(name)
  const scratch = `${path}.weights.h5`
  const groups = weightGroups(network)
  const entries: Hdf5Entry[] = [{ kind: 'group', path: 'layers' }]
  network.nodes.forEach((node, place) => {
    const group = `layers/${groups[place] ?? ''}`
    entries.push({ kind: 'group', path: group }, { kind: 'group', path: `${group}/vars` })
    weightsOf(node).forEach(([, weight], n) => entries.push({ kind: 'array', path: `${group}/vars/${n}`, weight }))
  })
  entries.push({ kind: 'group', path: 'vars' })
  try {
    await writeHdf5(scratch, entries)
    const text = (value: unknown) => Buffer.from(JSON.stringify(value))
    const archive = packZip({
      'metadata.json': text({ keras_version: kerasVersion, date_saved: '1980-01-02@00:00:00' }),
      'config.json': text(kerasConfig(network, 'crossfade')),
      'model.weights.h5': new Uint8Array(await readFile(scratch)),
    })
    files.names.pop()
    await files.write(name, archive)
  } finally {
    await rm(scratch, { force: true })
  }
}

/** The older `.h5`: the configuration as an attribute, the weights by the names of their layers. */
export async function writeKerasH5(network: Network, name: string, files: Files): Promise<void> {
  const entries: Hdf5Entry[] = [
    { kind: 'text', path: '', name: 'keras_version', value: kerasVersion },
    { kind: 'text', path: '', name: 'backend', value: 'tensorflow' },
    { kind: 'text', path: '', name: 'model_config', value: JSON.stringify(kerasConfig(network, 'crossfade')) },
    { kind: 'group', path: 'model_weights' },
    { kind: 'text', path: 'model_weights', name: 'keras_version', value: kerasVersion },
    { kind: 'text', path: 'model_weights', name: 'backend', value: 'tensorflow' },
    ...inChunks('model_weights', 'layer_names', network.nodes.map((node) => node.name)),
  ]
  for (const node of network.nodes) {
    const group = `model_weights/${node.name}`
    const weights = weightsOf(node)
    entries.push({ kind: 'group', path: group }, { kind: 'texts', path: group, name: 'weight_names', values: weights.map(([weight]) => `${node.name}/${weight}`) })
    if (weights.length > 0) entries.push({ kind: 'group', path: `${group}/${node.name}` })
    for (const [weight, values] of weights) entries.push({ kind: 'array', path: `${group}/${node.name}/${weight}`, weight: values })
  }
  await writeHdf5(files.pathFor(name), entries)
}

/** Names of many layers do not fit into one attribute (64 kB): Keras numbers the parts. */
function inChunks(path: string, name: string, values: readonly string[]): Hdf5Entry[] {
  const most = 500
  if (values.length <= most) return [{ kind: 'texts', path, name, values }]
  const parts: Hdf5Entry[] = []
  for (let from = 0; from < values.length; from += most) parts.push({ kind: 'texts', path, name: `${name}${from / most}`, values: values.slice(from, from + most) })
  return parts
}
