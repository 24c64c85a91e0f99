import { CrossfadeError } from '@shared/errors'
import type { CheckInput, Predicted } from './check-model'

export function predictWithOnnx(_input: CheckInput, _model: string, _signal: AbortSignal): Promise<Predicted> {
  return Promise.reject(new CrossfadeError('not-available', 'ONNX is not available yet.'))
}
