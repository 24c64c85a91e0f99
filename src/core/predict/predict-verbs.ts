import type { ReadingOptions } from '@shared/dataset/reading-options'
import type { PredictionFormat } from '@shared/engine/data-methods'
import type { PredictResult } from '@shared/run/prediction'

export interface PredictRequest {
  /** By id, a unique prefix of it, or a unique name. */
  readonly run: string
  readonly file: string
  readonly out: string
  /** Absent: by the ending of `out`. */
  readonly format?: PredictionFormat | undefined
  readonly reading?: ReadingOptions | undefined
  /** The input columns first. */
  readonly keep?: boolean | undefined
  /** One column a class. */
  readonly scores?: boolean | undefined
  /** Of classes: so many, the likeliest first, each with its score. */
  readonly top?: number | undefined
  /** Of a regression: how often the interval is to hold the true number; absent: 0.95. */
  readonly coverage?: number | undefined
  /** Also says how the rows differ from the training rows. */
  readonly drift?: boolean | undefined
  readonly epoch?: 'best' | 'last' | number | undefined
}

export interface PredictOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: { readonly doing: string; readonly share: number | null }) => void) | undefined
}

export interface PredictService {
  /** Writes `out` whole or not at all: the same rows in the same order. */
  predict(request: PredictRequest, options?: PredictOptions): Promise<PredictResult>
}
