import { assertNever } from '../assert-never'

/** What a trained model can be taken away as. */
export const modelFormats = ['keras', 'h5', 'onnx', 'savedmodel', 'tfjs', 'numpy'] as const
export type ModelFormat = (typeof modelFormats)[number]

/** What a run can be taken away as: its model, or what is known about it. */
export const exportFormats = [...modelFormats, 'tensorboard', 'mlflow', 'card'] as const
export type ExportFormat = (typeof exportFormats)[number]

export const isModelFormat = (format: ExportFormat): format is ModelFormat => (modelFormats as readonly string[]).includes(format)

/** What `out` of a format is: one file with an ending the target program insists on, a folder, or the address of a server. */
export type ExportPlace = { readonly kind: 'file'; readonly endings: readonly string[] } | { readonly kind: 'folder' } | { readonly kind: 'server' }

export function placeOf(format: ExportFormat): ExportPlace {
  switch (format) {
    case 'keras':
      return { kind: 'file', endings: ['.keras'] }
    case 'h5':
      return { kind: 'file', endings: ['.h5', '.hdf5'] }
    case 'onnx':
      return { kind: 'file', endings: ['.onnx'] }
    case 'card':
      return { kind: 'file', endings: ['.html', '.md'] }
    case 'savedmodel':
    case 'tfjs':
    case 'numpy':
    case 'tensorboard':
      return { kind: 'folder' }
    case 'mlflow':
      return { kind: 'server' }
    default:
      return assertNever(format)
  }
}

/** The beginning of the names of what stands beside a Keras model, from the model's own: a module of Python cannot have a point in its name. */
export const besideBase = (name: string): string => name.replace(/\.[^.]*$/, '').replace(/[^A-Za-z0-9_]+/g, '_')

/** What an export is checked on: rows that a model predicts, or the numbers of a run's curves. */
export const checkedOn = (format: ExportFormat): 'rows' | 'numbers' => (isModelFormat(format) ? 'rows' : 'numbers')

/** How an export was checked: by which program, over how many rows (of curves: numbers), and the largest difference to what the run itself predicts or holds. */
export interface Checked {
  readonly by: string
  readonly rows: number
  readonly maxDifference: number
}

/** Raw rows that every export of a model is checked on, at least. */
export const checkedRows = 1000
