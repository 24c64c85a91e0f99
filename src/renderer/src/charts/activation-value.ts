import { assertNever } from '@shared/assert-never'
import type { Activation, OutputActivation } from '@shared/model/activation'

/** The value of an activation at x, to draw its curve. Softmax is drawn as the share of one of two classes whose other score is 0. */
export function activationValue(activation: Activation | OutputActivation, x: number): number {
  switch (activation) {
    case 'linear':
      return x
    case 'relu':
      return Math.max(0, x)
    case 'leaky-relu':
      return x < 0 ? 0.2 * x : x
    case 'elu':
      return x < 0 ? Math.expm1(x) : x
    case 'selu':
      return 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * Math.expm1(x) : x)
    case 'gelu':
      return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))
    case 'swish':
      return x / (1 + Math.exp(-x))
    case 'tanh':
      return Math.tanh(x)
    case 'sigmoid':
    case 'softmax':
      return 1 / (1 + Math.exp(-x))
    case 'softplus':
      return Math.log1p(Math.exp(x))
    default:
      return assertNever(activation)
  }
}
