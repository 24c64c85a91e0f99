import { isModelFormat } from '@shared/export/formats'
import type { ExportFormat } from '@shared/export/formats'

export interface FormatWords {
  readonly value: ExportFormat
  readonly label: string
  /** What is in it and who opens it. */
  readonly about: string
}

/** Every format that a run leaves in, but the card, which has a place of its own. */
export const formatWords: readonly FormatWords[] = [
  { value: 'keras', label: 'Keras (.keras)', about: 'One file for keras.models.load_model of Keras 3; the preparation of the table beside it, as a small Python file and JSON.' },
  { value: 'h5', label: 'Keras, older (.h5)', about: 'The HDF5 file of earlier Keras; the preparation of the table beside it, as a small Python file and JSON.' },
  { value: 'onnx', label: 'ONNX (.onnx)', about: 'One graph from the columns of the table to label and scores, the preparation inside it. For onnxruntime.' },
  { value: 'savedmodel', label: 'TensorFlow SavedModel (folder)', about: 'The graph with its weights, and the preparation beside it. For TensorFlow and TensorFlow Serving.' },
  { value: 'tfjs', label: 'TensorFlow.js (folder)', about: 'The model for a browser, with a page that uses it and the library beside it.' },
  { value: 'numpy', label: 'NumPy (folder)', about: 'Weights as .npy files and a predict.py of plain Python with NumPy: to read, and to run without any of this.' },
  { value: 'tensorboard', label: 'TensorBoard event files (folder)', about: 'The metrics of every epoch, and the settings as hparams. Holds no model.' },
  { value: 'mlflow', label: 'MLflow server', about: 'Settings, metrics by epoch, tags and the files of the run, with its model as ONNX, to a tracking server.' },
]

/** Only networks are models that other programs can open. */
export const formatsFor = (kind: string): readonly (FormatWords & { readonly disabled: boolean })[] =>
  formatWords.map((format) => ({ ...format, disabled: isModelFormat(format.value) && kind !== 'layers' }))
