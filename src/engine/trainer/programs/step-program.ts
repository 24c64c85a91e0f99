import type { EngineMode } from '@shared/training/training-settings'

/** A stretch of optimiser steps. */
export interface Chunk {
  /** Training rows in the order in which they are seen: `batch` a step; the last step of an epoch may have fewer. */
  readonly order: Int32Array
  /** Weight of each of these rows in the loss; null: all 1. */
  readonly weights: Float32Array | null
  /** Optimiser scalars, scalarCount a step (see OptimizerRule). */
  readonly scalars: Float32Array
  /** Number of the first step, 0-based since the start of the run: the noise depends on it. */
  readonly firstStep: number
}

/** The whole state of a training, as numbers: what a checkpoint holds. Tensors are in the order of StepState, row by row. */
export interface ProgramState {
  readonly weights: readonly Float32Array[]
  readonly slots: readonly Float32Array[]
  readonly averages: readonly Float32Array[]
}

/** Rows that were scored. */
export interface Scored {
  /** As in shared/metrics/row-report.ts. */
  readonly report: Float32Array
  /** Output values, [rows, units], row by row. */
  readonly values: Float32Array
}

/** One interface over the three ways to compute a step; docs/training-engine.md compares them. Calls block until they are done. */
export interface StepProgram {
  readonly mode: EngineMode
  /** The most steps that one call of `train` takes. */
  readonly capacity: number
  /** The most rows that one call of `score` takes. */
  readonly scoreRows: number
  /** Runs the steps of a chunk and answers the reports of their rows, in order. */
  train(chunk: Chunk): Float32Array
  /**
   * Scores rows with the weights as they are, or with their moving average where there is one and `averaged` says so.
   * features: [labels.length, inputs], row by row.
   */
  score(features: Float32Array, labels: Float32Array, averaged: boolean): Scored
  read(): ProgramState
  write(state: ProgramState): void
  dispose(): void
}
