import { z } from 'zod'
import { optimizer } from './optimizer'
import { schedule } from './schedule'

export const losses = [
  'sparse-categorical-cross-entropy',
  'binary-cross-entropy',
  'focal',
  'mean-squared-error',
  'mean-absolute-error',
  'huber',
] as const
export const loss = z.enum(losses)
export type Loss = z.infer<typeof loss>

export const engineModes = ['xla', 'graph', 'eager'] as const
export const engineMode = z.enum(engineModes)
export type EngineMode = z.infer<typeof engineMode>

/** Metrics that can be watched; on validation rows where there are any, else on training rows. */
export const monitors = ['loss', 'accuracy', 'top5', 'macroF1', 'auc', 'logLoss', 'balancedAccuracy', 'mae', 'rmse', 'r2'] as const
export const monitor = z.enum(monitors)
export type Monitor = z.infer<typeof monitor>

/** Seeds feed generators whose words must not be negative, also after a layer's salt is added: below 2^30. */
const seed = z.number().int().min(0).max(2 ** 30 - 1)

export const trainingSettings = z.object({
  loss,
  labelSmoothing: z.number().min(0).max(0.9),
  focalGamma: z.number().min(0).max(10).optional(),
  huberDelta: z.number().positive().optional(),
  optimizer,
  learningRate: z.number().positive().max(100),
  schedule,
  clipNorm: z.number().positive().optional(),
  /** Decay of the moving average of the weights; evaluation and the best weights use the average. */
  ema: z.number().min(0).max(0.99999).optional(),
  epochs: z.number().int().min(1).max(1_000_000),
  /** 'auto' is resolved from the number of training rows when the run starts, and recorded. */
  batch: z.union([z.literal('auto'), z.number().int().min(1).max(10_000_000)]),
  stopping: z.object({
    monitor,
    /** Epochs without improvement before training stops; 0: never. */
    patience: z.number().int().nonnegative(),
    minDelta: z.number().nonnegative(),
  }),
  classWeights: z.union([z.enum(['none', 'balanced']), z.record(z.string(), z.number().nonnegative())]),
  /** Of weights, row order and dropout; never of the split. */
  seed,
  engine: z.union([z.literal('auto'), engineMode]),
  threads: z.union([z.literal('auto'), z.number().int().min(1).max(1024)]),
  /** Keep the weights of every n-th epoch; 0: best and last only. */
  keepEvery: z.number().int().nonnegative(),
  /** Score the test rows once, at the end. */
  scoreTest: z.boolean(),
  /** Two classes: which one counts as positive (the second, when absent), and from which score on. */
  positiveClass: z.string().optional(),
  threshold: z.number().min(0).max(1).optional(),
})
export type TrainingSettings = z.infer<typeof trainingSettings>
