import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import type { Network, Weight } from '@shared/export/network'
import { readTopology } from '@shared/export/read-topology'
import { ordinaryFile } from '../files'
import { readHdf5 } from '../hdf5'
import type { Hdf5Reader } from '../hdf5'
import { unpackZip } from '../zip'
import { snakeCase } from './keras-config'

const longestConfig = 64 << 20
const mostWeights = 2 ** 31 - 1

/** A network from a `.keras` archive or a Keras `.h5`. Throws `file-not-found`, `model-invalid`. */
export async function readKeras(path: string): Promise<Network> {
  await ordinaryFile(path)
  return /\.keras$/i.test(path) ? readArchive(path) : readLegacy(path)
}

const bad = (what: string): CrossfadeError => new CrossfadeError('model-invalid', what)

async function readArchive(path: string): Promise<Network> {
  const { 'config.json': config, 'model.weights.h5': weights } = await unpackZip(path, { 'config.json': longestConfig, 'model.weights.h5': mostWeights })
  if (config === undefined || weights === undefined) throw bad(`${path} holds no Keras model: config.json or model.weights.h5 is missing.`)
  const folder = await mkdtemp(join(tmpdir(), 'crossfade-keras-'))
  try {
    const scratch = join(folder, 'weights.h5')
    await writeFile(scratch, weights)
    const file = await readHdf5(scratch)
    try {
      const topology: unknown = parseJson(Buffer.from(config).toString('utf8'))
      const places = archiveGroups(topology)
      return readTopology(topology, (layer, weight) => {
        const group = places.get(layer)
        return group === undefined ? null : file.array(`layers/${group.path}/vars/${group.weights.indexOf(weight)}`)
      })
    } finally {
      file.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface LayerGroup {
  readonly path: string
  /** Names of its weights in the order of their numbers. */
  readonly weights: readonly string[]
}

/** Where Keras 3 keeps the weights of each layer: groups are named after classes and numbered in the order of the layers. */
function archiveGroups(topology: unknown): ReadonlyMap<string, LayerGroup> {
  const found = new Map<string, LayerGroup>()
  const layers = (topology as { readonly config?: { readonly layers?: unknown } } | null)?.config?.layers
  if (!Array.isArray(layers)) return found
  const used = new Map<string, number>()
  for (const layer of layers as readonly { readonly class_name?: unknown; readonly config?: Readonly<Record<string, unknown>> }[]) {
    const kind = String(layer.class_name)
    // Sequential models list their input and keep no group for it.
    const base = snakeCase(kind)
    const count = used.get(base) ?? 0
    used.set(base, count + 1)
    const config = layer.config ?? {}
    found.set(String(config['name']), { path: count === 0 ? base : `${base}_${count}`, weights: weightNames(kind, config) })
  }
  return found
}

function weightNames(kind: string, config: Readonly<Record<string, unknown>>): readonly string[] {
  switch (kind) {
    case 'Dense':
      return ['kernel', 'bias']
    case 'BatchNormalization':
    case 'LayerNormalization':
      return [
        ...(config['scale'] === false ? [] : ['gamma']),
        ...(config['center'] === false ? [] : ['beta']),
        ...(kind === 'BatchNormalization' ? ['moving_mean', 'moving_variance'] : []),
      ]
    default:
      return []
  }
}

async function readLegacy(path: string): Promise<Network> {
  const file = await readHdf5(path)
  try {
    const config = file.text('', 'model_config')
    if (config === null) throw bad(`${path} holds weights without a configuration, or is no Keras model: save the whole model, not its weights alone.`)
    return readTopology(parseJson(config), (layer, weight) => legacyWeight(file, layer, weight))
  } finally {
    file.close()
  }
}

function legacyWeight(file: Hdf5Reader, layer: string, weight: string): Weight | null {
  const group = `model_weights/${layer}`
  const name = file.texts(group, 'weight_names').find((one) => one.replace(/:\d+$/, '').split('/').pop() === weight)
  // A path inside the file: HDF5 knows no "..", and what is not there is not found.
  return name === undefined ? null : file.array(`${group}/${name}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw bad('The configuration of the model cannot be read: it is no JSON.')
  }
}
