import type { PartEvaluation } from '@shared/run/evaluation'
import type { PartImportance } from '@shared/run/importance'
import type { VerifyResult } from '@shared/run/proof'
import type { Slices } from '@shared/run/slices'
import type { PredictOptions } from '../predict/predict-verbs'

export interface EvaluateRequest {
  readonly run: string
  readonly on: 'validation' | 'test'
  readonly epoch?: 'best' | 'last' | number | undefined
}

export interface EvaluateResult extends PartEvaluation {
  readonly run: string
  readonly on: 'validation' | 'test'
  /** The run's folder holds it. */
  readonly recorded: boolean
  /** Of test rows that were not used once, at the end: why. */
  readonly seen?: string
}

export interface ImportanceRequest extends EvaluateRequest {
  /** How often each column is shuffled; absent: as it was measured before, else 5. */
  readonly repeats?: number | undefined
  readonly seed?: number | undefined
}

export interface ImportanceResult extends PartImportance {
  readonly run: string
  readonly on: 'validation' | 'test'
  /** The run's folder holds it. */
  readonly recorded: boolean
}

export interface SlicesRequest {
  readonly run: string
  readonly on: 'validation' | 'test'
  /** Any column of the table, learned from or not. */
  readonly column: string
  /** At most so many ranges of a column of numbers; absent: 5. */
  readonly bins?: number | undefined
}

export interface SlicesResult extends Slices {
  readonly run: string
  readonly on: 'validation' | 'test'
}

export interface EvaluateService {
  /** As recorded, or scored now; test rows scored now with the best weights are recorded with their time. */
  evaluate(request: EvaluateRequest): Promise<EvaluateResult>
  /** What was measured before with the best weights that the run has now; null: nothing. */
  keptImportance(request: Pick<EvaluateRequest, 'run' | 'on'>): Promise<ImportanceResult | null>
  /** How much the run depends on each column; what the best weights say is kept in the run's folder. */
  importance(request: ImportanceRequest, options?: PredictOptions): Promise<ImportanceResult>
  /** Metrics by the values of a column. Rows that were left unscored are scored, as by `evaluate`. */
  slices(request: SlicesRequest, options?: PredictOptions): Promise<SlicesResult>
}

export interface VerifyService {
  /** Trains the run once more from its record and compares the weights; nothing of the run changes. */
  verify(idOrName: string, options?: PredictOptions): Promise<VerifyResult>
}
