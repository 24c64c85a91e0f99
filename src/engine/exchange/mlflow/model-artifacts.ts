import { mlflowLoaderScript } from '../python/scripts'
import type { MlflowArtifact } from './server'

/**
 * What makes a folder of artifacts a model for MLflow (its "MLmodel" format): the graph, its description, and the loader that gives it a table.
 * MLflow's own loader of ONNX passes each column as [rows], where the graph takes [rows, 1].
 */
export const modelArtifacts = (onnx: string): readonly MlflowArtifact[] => [
  { path: onnx, name: 'model/model.onnx' },
  { text: mlflowLoaderScript, name: 'model/code/crossfade_loader.py' },
  { text: 'onnxruntime\nnumpy\npandas\n', name: 'model/requirements.txt' },
  { text: description, name: 'model/MLmodel' },
]

const description = `artifact_path: model
flavors:
  onnx:
    data: model.onnx
  python_function:
    code: code
    data: model.onnx
    env:
      virtualenv: requirements.txt
    loader_module: crossfade_loader
`
