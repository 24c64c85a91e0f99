import { z } from 'zod'
import { activation } from './activation'

export const initializers = [
  'glorot-uniform',
  'glorot-normal',
  'he-uniform',
  'he-normal',
  'lecun-normal',
  'orthogonal',
] as const

const dense = z.object({
  kind: z.literal('dense'),
  units: z.number().int().min(1).max(16_384),
  activation,
  useBias: z.boolean().optional(),
  initializer: z.enum(initializers).optional(),
  l1: z.number().nonnegative().optional(),
  l2: z.number().nonnegative().optional(),
  /** Largest Euclidean norm of the weights into one unit, enforced after each step. */
  maxNorm: z.number().positive().optional(),
})

const dropout = z.object({ kind: z.literal('dropout'), rate: z.number().min(0).max(0.99) })

const batchNormalization = z.object({
  kind: z.literal('batch-normalization'),
  momentum: z.number().min(0).max(0.9999).optional(),
  epsilon: z.number().positive().optional(),
})

const layerNormalization = z.object({
  kind: z.literal('layer-normalization'),
  epsilon: z.number().positive().optional(),
})

const gaussianNoise = z.object({ kind: z.literal('gaussian-noise'), standardDeviation: z.number().nonnegative().max(10) })

/** Each numeric feature becomes `bins` values in [0, 1] (Gorishniy et al. 2022). First layer only. */
const piecewiseLinear = z.object({ kind: z.literal('piecewise-linear'), bins: z.number().int().min(2).max(256) })

/** A layer that holds no other layers. */
export const plainLayer = z.discriminatedUnion('kind', [
  dense,
  dropout,
  batchNormalization,
  layerNormalization,
  gaussianNoise,
  piecewiseLinear,
])
export type PlainLayer = z.infer<typeof plainLayer>

/** A stack with a skip around it: x + f(x), x projected by a dense layer without bias when the widths differ. */
const residual = z.object({ kind: z.literal('residual'), layers: z.array(plainLayer).min(1).max(20) })

export const layer = z.discriminatedUnion('kind', [...plainLayer.options, residual])
export type Layer = z.infer<typeof layer>
