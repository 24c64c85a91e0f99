import { z } from 'zod'

export const activations = [
  'linear',
  'relu',
  'leaky-relu',
  'elu',
  'selu',
  'gelu',
  'swish',
  'tanh',
  'sigmoid',
  'softplus',
] as const
export const activation = z.enum(activations)
export type Activation = z.infer<typeof activation>

export const outputActivations = ['softmax', 'sigmoid', 'linear'] as const
export const outputActivation = z.enum(outputActivations)
export type OutputActivation = z.infer<typeof outputActivation>
