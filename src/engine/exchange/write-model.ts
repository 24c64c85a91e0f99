import { join } from 'node:path'
import { assertNever } from '@shared/assert-never'
import type { ExchangeMethods, WrittenModel } from '@shared/engine/exchange-methods'
import type { InputOf } from '@shared/engine/wire'
import { besideBase } from '@shared/export/formats'
import { Files } from './files'
import { writeKeras, writeKerasH5 } from './keras/write-keras'
import { writeNumpy } from './numpy/write-numpy'
import { writeOnnx } from './onnx/write-onnx'
import { preparationScript } from './python/scripts'
import { writeSavedModel } from './savedmodel/write-savedmodel'
import { readLayersModel } from './tfjs/read-layers-model'
import { writeTfjs } from './tfjs/write-tfjs'

/** See the declaration of `writeModel`. */
export async function writeModel({ format, modelDir, pipeline, positive, title, out, name }: InputOf<ExchangeMethods['writeModel']>): Promise<WrittenModel> {
  const network = await readLayersModel(join(modelDir, 'model.json'))
  const files = new Files(out)
  switch (format) {
    case 'numpy':
      await writeNumpy(network, pipeline, positive, title, files)
      break
    case 'tfjs':
      await writeTfjs(network, pipeline, files)
      break
    case 'savedmodel':
      await writeSavedModel(network, pipeline, files)
      break
    case 'keras':
    case 'h5': {
      await (format === 'keras' ? writeKeras : writeKerasH5)(network, name, files)
      const base = besideBase(name)
      await files.write(`${base}_preparation.json`, `${JSON.stringify(pipeline, null, 1)}\n`)
      await files.write(`${base}_preparation.py`, preparationScript)
      break
    }
    case 'onnx':
      await writeOnnx(network, pipeline, positive, title, files, name)
      break
    default:
      assertNever(format)
  }
  return { files: files.names }
}
