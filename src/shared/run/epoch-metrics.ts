import { z } from 'zod'

/** null: not a number or infinite, which JSON cannot hold. */
const metric = z.number().nullable()

/** Whatever metrics the task has; `loss` always. Accuracy and its kin are shares in [0, 1]. */
export const metricValues = z.object({ loss: metric }).catchall(metric)
export type MetricValues = z.infer<typeof metricValues>

/** One line of metrics.jsonl. */
export const epochMetrics = z
  .object({
    /** 1-based. */
    epoch: z.number().int().positive(),
    loss: metric,
    validation: metricValues.optional(),
    learningRate: z.number(),
    /** Wall time of training and validating this epoch. */
    ms: z.number().nonnegative(),
    /** Optimiser steps since the start of the run. */
    step: z.number().int().nonnegative(),
    /** ISO 8601. */
    at: z.string(),
    diverged: z.boolean().optional(),
  })
  .catchall(z.unknown())
export type EpochMetrics = z.infer<typeof epochMetrics>
