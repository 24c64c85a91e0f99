import { weightsOf } from '@shared/export/network'
import type { Network } from '@shared/export/network'
import type { Positive } from '@shared/engine/exchange-methods'
import type { Pipeline } from '@shared/recipe/pipeline'
import { npyBytes } from '../files'
import type { Files } from '../files'
import { networkScript, preparationScript } from '../python/scripts'

/** A plain folder: weights as .npy, pipeline.json, network.json, and predict.py, which needs NumPy and nothing else. */
export async function writeNumpy(network: Network, pipeline: Pipeline, positive: Positive, title: string, files: Files): Promise<void> {
  await files.write('predict.py', networkScript)
  await files.write('preparation.py', preparationScript)
  await files.write('pipeline.json', `${JSON.stringify(pipeline, null, 1)}\n`)
  const nodes = network.nodes.map((node) => {
    const { kind, name, inputs, width } = node
    const weights = Object.fromEntries(weightsOf(node).map(([weight]) => [weight, `weights/${name}_${weight}.npy`]))
    return { kind, name, inputs, width, ...settingsOf(node), ...(Object.keys(weights).length === 0 ? {} : { weights }) }
  })
  await files.write('network.json', `${JSON.stringify({ version: 1, title, positive, nodes }, null, 1)}\n`)
  for (const node of network.nodes) {
    for (const [weight, values] of weightsOf(node)) await files.write(`weights/${node.name}_${weight}.npy`, npyBytes(values))
  }
}

function settingsOf(node: Network['nodes'][number]): Readonly<Record<string, unknown>> {
  switch (node.kind) {
    case 'activation':
      return { activation: node.activation }
    case 'batch-normalization':
    case 'layer-normalization':
      return { epsilon: node.epsilon }
    case 'dropout':
      return { rate: node.rate }
    case 'gaussian-noise':
      return { standardDeviation: node.standardDeviation }
    case 'dense':
    case 'input':
    case 'add':
      return {}
  }
}
