import type { Network } from '@shared/export/network'
import type { Pipeline } from '@shared/recipe/pipeline'
import type { Files } from '../files'
import { preparationScript } from '../python/scripts'
import { savedModelText } from './saved-model-text'

/** A SavedModel in protobuf's text form, its weights as constants of the graph; `features` in, `scores` out. */
export async function writeSavedModel(network: Network, pipeline: Pipeline, files: Files): Promise<void> {
  await files.write('saved_model.pbtxt', savedModelText(network))
  await files.write('pipeline.json', `${JSON.stringify(pipeline, null, 1)}\n`)
  await files.write('preparation.py', preparationScript)
}
