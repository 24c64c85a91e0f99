import type { ImportedModel } from '../engine/exchange-methods'

/** A model of another program, as a design that starts from its weights. */
export interface OpenedModel extends ImportedModel {
  readonly path: string
  /** A folder of the workspace with the weights, as a tfjs model whose layers are named as those of the design. */
  readonly weights: string
}
