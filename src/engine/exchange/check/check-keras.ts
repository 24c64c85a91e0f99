import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { readNpy } from '../files'
import { readKeras } from '../keras/read-keras'
import { findPython } from '../python/find-python'
import { runProgram } from '../run-program'
import { predictionText, scratchFile } from './check-model'
import type { CheckInput, Predicted } from './check-model'

/** Uses the export as its reader is told to: raw rows through the preparation that lies beside the model. */
const script = `import importlib.util, json, sys
import keras, numpy
model, pipeline, program, sample, out = sys.argv[1:]
spec = importlib.util.spec_from_file_location("preparation", program)
preparation = importlib.util.module_from_spec(spec)
spec.loader.exec_module(preparation)
pipeline = json.load(open(pipeline, encoding="utf-8"))
inputs = preparation.prepare(preparation.read_table(sample, pipeline), pipeline)
scores = keras.models.load_model(model).predict(inputs, batch_size=1024, verbose=0)
numpy.save(out, numpy.asarray(scores, "<f4"))
`

/** Opens the file with keras.models.load_model and gives it raw rows. null: there is no Python with Keras. */
export async function predictWithKeras(input: CheckInput, signal: AbortSignal): Promise<Predicted | null> {
  const python = await findPython('keras')
  if (python === null || Number(python.version.split('.')[0]) < 3) return null
  const out = join(input.tmp, 'keras.npy')
  const [model = '', pipeline = '', program = ''] = input.files.map((name) => join(input.out, name))
  const { code, stderr } = await runProgram(python.command, [await scratchFile(input, 'check_keras.py', script), model, pipeline, program, input.sample, out], { signal })
  if (code !== 0) throw new CrossfadeError('export-differs', `Keras ${python.version} cannot use what was written: ${stderr.trim().split('\n').pop() ?? ''} Nothing was kept of it.`)
  const scores = await readNpy(out)
  return { text: predictionText(scores.values, scores.shape[0] ?? 0, input), by: `Keras ${python.version}` }
}

export const readKerasModel = readKeras
