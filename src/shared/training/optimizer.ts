import { z } from 'zod'

const beta = z.number().min(0).max(0.999999)
const epsilon = z.number().positive()

/** Defaults are those of Keras 3. The learning rate stands beside the optimiser, because schedules change it. */
export const optimizer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sgd') }),
  z.object({ kind: z.literal('momentum'), momentum: beta, nesterov: z.boolean() }),
  z.object({ kind: z.literal('rmsprop'), decay: beta, momentum: beta, epsilon }),
  z.object({ kind: z.literal('adam'), beta1: beta, beta2: beta, epsilon }),
  z.object({ kind: z.literal('adamw'), beta1: beta, beta2: beta, epsilon, weightDecay: z.number().nonnegative() }),
  z.object({ kind: z.literal('nadam'), beta1: beta, beta2: beta, epsilon }),
  z.object({ kind: z.literal('lion'), beta1: beta, beta2: beta, weightDecay: z.number().nonnegative() }),
])
export type Optimizer = z.infer<typeof optimizer>
export const optimizerKinds = ['adam', 'adamw', 'nadam', 'lion', 'sgd', 'momentum', 'rmsprop'] as const

/** The optimiser of a kind with its default settings. */
export function defaultOptimizer(kind: Optimizer['kind']): Optimizer {
  switch (kind) {
    case 'sgd':
      return { kind }
    case 'momentum':
      return { kind, momentum: 0.9, nesterov: false }
    case 'rmsprop':
      return { kind, decay: 0.9, momentum: 0, epsilon: 1e-7 }
    case 'adam':
      return { kind, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }
    case 'adamw':
      return { kind, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.004 }
    case 'nadam':
      return { kind, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }
    case 'lion':
      return { kind, beta1: 0.9, beta2: 0.99, weightDecay: 0 }
  }
}
