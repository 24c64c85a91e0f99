import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { readNpy } from '../files'
import { readKeras } from '../keras/read-keras'
import { findPython } from '../python/find-python'
import { runProgram } from '../run-program'
import { predictionText, scratchFile } from './check-model'
import type { CheckInput, Predicted } from './check-model'

const script = `import sys
import keras, numpy
model = keras.models.load_model(sys.argv[1])
scores = model.predict(numpy.load(sys.argv[2]), batch_size=1024, verbose=0)
numpy.save(sys.argv[3], numpy.asarray(scores, "<f4"))
`

/** Opens the file with keras.models.load_model. null: there is no Python with Keras. */
export async function predictWithKeras(input: CheckInput, model: string, signal: AbortSignal): Promise<Predicted | null> {
  const python = await findPython('keras')
  if (python === null || Number(python.version.split('.')[0]) < 3) return null
  const out = join(input.tmp, 'keras.npy')
  const { code, stderr } = await runProgram(python.command, [await scratchFile(input, 'check_keras.py', script), model, input.features, out], { signal })
  if (code !== 0) throw new CrossfadeError('export-differs', `Keras ${python.version} cannot open what was written: ${stderr.trim().split('\n').pop() ?? ''} Nothing was kept of it.`)
  const scores = await readNpy(out)
  return { text: predictionText(scores.values, scores.shape[0] ?? 0, input), by: `Keras ${python.version}` }
}

export const readKerasModel = readKeras
