import { join } from 'node:path'
import { readNpy } from './compare/read-npy'

/** See the declaration of `errorQuantile`. */
export function errorQuantile(dir: string, coverage: number): number | null {
  const predictions = readNpy(join(dir, 'scores', 'validation.npy'))
  const labels = readNpy(join(dir, 'scores', 'validation-labels.npy'))
  if (predictions === null || labels === null) return null
  const errors = Float64Array.from(labels.data, (label, row) => Math.abs(label - (predictions.data[row] ?? NaN)))
  return conformalQuantile(errors, coverage)
}

/** The ceil((n + 1) · coverage)-th smallest of n absolute errors; null where n is too small for that coverage. */
export function conformalQuantile(errors: Float64Array, coverage: number): number | null {
  const place = Math.ceil((errors.length + 1) * coverage)
  return place > errors.length ? null : (Float64Array.from(errors).sort()[place - 1] ?? null)
}
