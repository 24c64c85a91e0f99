import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { nativeBackend, tf } from '../tensorflow'
import type { Tensor } from '../tensorflow'
import { tidyValue } from '../tidy-value'

/** A saved model that is asked for predictions only. */
export interface ScoringModel {
  /** [rows, width] to what the model puts out, row by row. */
  score(values: Float32Array, rows: number, width: number): Float32Array
  dispose(): void
}

/** A tfjs model (model.json), or a SavedModel that was exported (saved_model.pbtxt): its constants are its weights. Throws `run-unreadable`. */
export async function loadScoringModel(dir: string): Promise<ScoringModel> {
  try {
    return existsSync(join(dir, 'saved_model.pbtxt')) ? loadSavedModel(dir) : await loadLayersModel(dir)
  } catch (thrown) {
    throw new CrossfadeError('run-unreadable', `The model in ${dir} cannot be read (${thrown instanceof Error ? thrown.message : String(thrown)}). It was left as it is.`)
  }
}

async function loadLayersModel(dir: string): Promise<ScoringModel> {
  const model = await tf.loadLayersModel(`file://${join(dir, 'model.json')}`)
  return {
    score: (values, rows, width) =>
      tidyValue(() => {
        const output = model.predict(tf.tensor2d(values, [rows, width]), { batchSize: rows }) as Tensor
        return output.dataSync() as Float32Array
      }),
    dispose: () => model.dispose(),
  }
}

/** By the names that the export gives its two ends. */
function loadSavedModel(dir: string): ScoringModel {
  const backend = nativeBackend()
  const id = backend.loadSavedModelMetaGraph(dir, 'serve')
  return {
    score: (values, rows, width) =>
      tidyValue(() => {
        const [output] = backend.runSavedModel(id, [tf.tensor2d(values, [rows, width])], [{ name: 'features:0' }], ['scores:0'])
        if (output === undefined) throw new CrossfadeError('run-unreadable', `The SavedModel in ${dir} puts out nothing.`)
        return output.dataSync() as Float32Array
      }),
    dispose: () => backend.deleteSavedModel(id),
  }
}
