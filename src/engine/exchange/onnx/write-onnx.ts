import type { Positive } from '@shared/engine/exchange-methods'
import { CrossfadeError } from '@shared/errors'
import type { Network } from '@shared/export/network'
import type { Pipeline } from '@shared/recipe/pipeline'
import type { Files } from '../files'

export function writeOnnx(_network: Network, _pipeline: Pipeline, _positive: Positive, _title: string, _files: Files, _name: string): Promise<void> {
  return Promise.reject(new CrossfadeError('not-available', 'ONNX is not available yet.'))
}
