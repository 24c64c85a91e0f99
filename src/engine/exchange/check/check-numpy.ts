import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { CrossfadeError } from '@shared/errors'
import type { Network, NetworkActivation, NetworkNode, Weight } from '@shared/export/network'
import { readNpy } from '../files'
import { findPython } from '../python/find-python'
import { runProgram } from '../run-program'
import type { CheckInput, Predicted } from './check-model'

/** Runs the folder's own predict.py. null: there is no Python with NumPy. */
export async function predictWithNumpy(input: CheckInput, signal: AbortSignal): Promise<Predicted | null> {
  const python = await findPython('numpy')
  if (python === null) return null
  const out = join(input.tmp, 'numpy.csv')
  const { code, stderr } = await runProgram(python.command, [join(input.out, 'predict.py'), input.sample, out], { signal })
  if (code !== 0) throw new CrossfadeError('export-differs', `predict.py ended with an error: ${stderr.trim().split('\n').pop() ?? ''} Nothing was kept of it.`)
  return { text: await readFile(out, 'utf8'), by: `NumPy ${python.version}` }
}

const node = z.looseObject({
  kind: z.string(),
  name: z.string(),
  inputs: z.array(z.number().int().nonnegative()),
  width: z.number().int().positive(),
  activation: z.unknown().optional(),
  epsilon: z.number().optional(),
  weights: z.record(z.string(), z.string().regex(/^weights\/[A-Za-z0-9_]+\.npy$/)).optional(),
})

/** The network of a folder, from network.json and its .npy files; pipeline.json must be the run's own. */
export async function readNumpyFolder({ out, pipeline }: CheckInput): Promise<Network> {
  const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(out, name), 'utf8'))
  if (JSON.stringify(await read('pipeline.json')) !== JSON.stringify(pipeline)) throw new CrossfadeError('export-differs', 'pipeline.json is not the preparation of the run. Nothing was kept of it.')
  const { nodes } = z.looseObject({ nodes: z.array(node) }).parse(await read('network.json'))
  const made: NetworkNode[] = []
  for (const entry of nodes) {
    const weights = new Map<string, Weight>()
    for (const [name, file] of Object.entries(entry.weights ?? {})) weights.set(name, await readNpy(join(out, file)))
    made.push(nodeOf(entry, weights))
  }
  return { nodes: made }
}

function nodeOf(entry: z.infer<typeof node>, weights: ReadonlyMap<string, Weight>): NetworkNode {
  const { name, inputs, width, kind } = entry
  const base = { name, inputs, width }
  const weight = (wanted: string): Weight => {
    const found = weights.get(wanted)
    if (found === undefined) throw new CrossfadeError('export-differs', `Layer ${name} has no ${wanted}. Nothing was kept of it.`)
    return found
  }
  switch (kind) {
    case 'dense':
      return { ...base, kind, kernel: weight('kernel'), bias: weights.get('bias') ?? null, trainable: true }
    case 'activation':
      return { ...base, kind, activation: entry.activation as NetworkActivation }
    case 'batch-normalization':
      return { ...base, kind, epsilon: entry.epsilon ?? NaN, momentum: 0, gamma: weight('gamma'), beta: weight('beta'), mean: weight('moving_mean'), variance: weight('moving_variance') }
    case 'layer-normalization':
      return { ...base, kind, epsilon: entry.epsilon ?? NaN, gamma: weight('gamma'), beta: weight('beta') }
    case 'input':
    case 'add':
      return { ...base, kind }
    case 'dropout':
      return { ...base, kind, rate: 0 }
    case 'gaussian-noise':
      return { ...base, kind, standardDeviation: 0 }
    default:
      throw new CrossfadeError('export-differs', `Layer ${name} is of the unknown kind ${kind}. Nothing was kept of it.`)
  }
}
