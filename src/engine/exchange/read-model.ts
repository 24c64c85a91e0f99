import { join } from 'node:path'
import type { ImportedModel } from '@shared/engine/exchange-methods'
import { designOfNetwork } from '@shared/export/design-of-network'
import { inputWidth, outputWidth, weightsOf } from '@shared/export/network'
import { inStackOrder } from '@shared/model/start-weights'
import { Files, ordinaryFile } from './files'
import { readKeras } from './keras/read-keras'
import { readLayersModel } from './tfjs/read-layers-model'
import { writeLayersModel } from './tfjs/write-tfjs'

/** See the declaration of `readModel`. */
export async function readModel({ path, out }: { readonly path: string; readonly out: string }): Promise<ImportedModel> {
  const facts = await ordinaryFile(path)
  const network = facts.isDirectory() ? await readLayersModel(join(path, 'model.json')) : /\.json$/i.test(path) ? await readLayersModel(path) : await readKeras(path)
  const { design, remarks, network: named } = designOfNetwork(network)
  await writeLayersModel(named, new Files(out))
  return {
    design,
    remarks,
    inputs: inputWidth(network),
    units: outputWidth(network),
    shapes: [...named.nodes].sort((a, b) => inStackOrder(a.name, b.name)).flatMap((node) => weightsOf(node).map(([, { shape }]) => shape)),
    parameters: network.nodes.flatMap(weightsOf).reduce((sum, [, { values }]) => sum + values.length, 0),
  }
}
