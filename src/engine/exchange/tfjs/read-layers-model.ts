import { open, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Network, Weight } from '@shared/export/network'
import { readTopology } from '@shared/export/read-topology'
import { CrossfadeError } from '@shared/errors'
import { ordinaryFile } from '../files'

const spec = z.looseObject({ name: z.string(), shape: z.array(z.number().int().positive().max(1 << 30)).max(2), dtype: z.string(), quantization: z.unknown().optional() })
const document = z.looseObject({
  modelTopology: z.looseObject({ model_config: z.unknown().optional() }),
  weightsManifest: z.array(z.looseObject({ paths: z.array(z.string()).max(10_000), weights: z.array(spec).max(100_000) })).max(1000),
})

/** The text of a configuration is kilobytes; weights of a stack that can be trained here are below 2 GB. */
const longestText = 64 << 20
const mostBytes = 2 ** 31

const bad = (what: string): CrossfadeError => new CrossfadeError('model-invalid', what)

/**
 * A tfjs layers model from its model.json and the files of weights beside it. Nothing outside the folder is read, and nothing beyond what
 * the configuration asks for. Throws `file-not-found`, `model-invalid`.
 */
export async function readLayersModel(path: string): Promise<Network> {
  const { size } = await ordinaryFile(path)
  if (size > longestText) throw bad(`${path} is ${size} bytes long: that is no configuration of a model.`)
  const parsed = document.safeParse(parseJson(await readFile(path, 'utf8')))
  if (!parsed.success) throw bad(`${path} is no tfjs layers model: ${parsed.error.issues[0]?.path.join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}`)
  const { modelTopology, weightsManifest } = parsed.data
  const weights = new Map<string, Weight>()
  for (const group of weightsManifest) await readGroup(dirname(path), group, weights)
  return readTopology(modelTopology.model_config ?? modelTopology, (layer, weight) => weights.get(`${layer}/${weight}`) ?? null)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

type Group = z.infer<typeof document>['weightsManifest'][number]

async function readGroup(folder: string, { paths, weights }: Group, into: Map<string, Weight>): Promise<void> {
  const sizes = weights.map(({ shape }) => shape.reduce((a, b) => a * b, 1))
  const needed = 4 * sizes.reduce((a, b) => a + b, 0)
  if (needed > mostBytes) throw bad(`The model asks for ${needed} bytes of weights, more than can be read.`)
  for (const { name, dtype, quantization } of weights) {
    if (dtype !== 'float32' || quantization !== undefined) throw bad(`The weights ${name} are not plain float32: quantized models cannot be read.`)
  }
  const bytes = new Uint8Array(needed)
  let filled = 0
  for (const path of paths) filled += await readInto(folder, path, bytes.subarray(filled))
  if (filled !== needed) throw bad(`The files of weights are cut off: ${filled} bytes of ${needed}.`)
  let from = 0
  weights.forEach(({ name, shape }, place) => {
    const size = sizes[place] ?? 0
    into.set(plainName(name), { shape, values: new Float32Array(bytes.buffer, from, size) })
    from += 4 * size
  })
}

/** Keras writes layer/layer/kernel:0 where tfjs writes layer/kernel. */
function plainName(name: string): string {
  const parts = name.replace(/:\d+$/, '').split('/')
  return parts.slice(-2).join('/')
}

async function readInto(folder: string, name: string, into: Uint8Array): Promise<number> {
  if (name === '' || name === '.' || name === '..' || /[\\/\0]/.test(name)) throw bad(`The model names a file of weights outside its folder (${name.slice(0, 80)}).`)
  const missing = () => {
    throw bad(`The file of weights ${name} is not there.`)
  }
  if (!(await stat(join(folder, name)).catch(missing)).isFile()) throw bad(`The file of weights ${name} is no ordinary file.`)
  const file = await open(join(folder, name), 'r').catch(missing)
  try {
    const { size } = await file.stat()
    if (size > into.length) throw bad(`The file of weights ${name} holds ${size} bytes, more than the layers ask for.`)
    const { bytesRead } = await file.read(into, 0, size, 0)
    return bytesRead
  } finally {
    await file.close()
  }
}
