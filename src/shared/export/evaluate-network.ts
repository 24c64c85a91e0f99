import { assertNever } from '../assert-never'
import { errorFunctionComplement } from '../statistics/normal-distribution'
import type { Network, NetworkActivation, NetworkNode } from './network'

/**
 * What a network predicts, by plain loops: [rows, inputs] to [rows, outputs], both row by row. Sums are taken in double precision and
 * every node's output is rounded to float32, so that it differs from TensorFlow's by the rounding of float32 sums alone.
 */
export function evaluateNetwork({ nodes }: Network, features: Float32Array, rows: number): Float32Array {
  const made: Float32Array[] = []
  for (const node of nodes) made.push(evaluateNode(node, node.inputs.map((place) => made[place] ?? features), features, rows))
  return made[made.length - 1] ?? features
}

function evaluateNode(node: NetworkNode, inputs: readonly Float32Array[], features: Float32Array, rows: number): Float32Array {
  const x = inputs[0] ?? features
  switch (node.kind) {
    case 'input':
      return features
    case 'dropout':
    case 'gaussian-noise':
      return x
    case 'dense':
      return dense(node, x, rows)
    case 'activation':
      return activate(node.activation, x, node.width)
    case 'batch-normalization': {
      const { width, epsilon, gamma, beta, mean, variance } = node
      return x.map((value, i) => {
        const c = i % width
        return ((value - (mean.values[c] ?? NaN)) / Math.sqrt((variance.values[c] ?? NaN) + epsilon)) * (gamma.values[c] ?? NaN) + (beta.values[c] ?? NaN)
      })
    }
    case 'layer-normalization':
      return layerNormalization(node, x, rows)
    case 'add':
      return x.map((value, i) => inputs.slice(1).reduce((sum, other) => sum + (other[i] ?? NaN), value))
    default:
      return assertNever(node)
  }
}

type Of<K extends NetworkNode['kind']> = Extract<NetworkNode, { readonly kind: K }>

function dense({ kernel, bias, width }: Of<'dense'>, x: Float32Array, rows: number): Float32Array {
  const from = kernel.shape[0] ?? 0
  const out = new Float32Array(rows * width)
  const sums = new Float64Array(width)
  for (let row = 0; row < rows; row++) {
    if (bias === null) sums.fill(0)
    else sums.set(bias.values)
    for (let i = 0; i < from; i++) {
      const value = x[row * from + i] ?? NaN
      if (value === 0) continue
      const at = i * width
      for (let o = 0; o < width; o++) sums[o] = (sums[o] as number) + value * (kernel.values[at + o] as number)
    }
    out.set(sums, row * width)
  }
  return out
}

function layerNormalization({ width, epsilon, gamma, beta }: Of<'layer-normalization'>, x: Float32Array, rows: number): Float32Array {
  const out = new Float32Array(x.length)
  for (let row = 0; row < rows; row++) {
    const values = x.subarray(row * width, (row + 1) * width)
    const mean = values.reduce((sum, value) => sum + value, 0) / width
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width
    const scale = 1 / Math.sqrt(variance + epsilon)
    values.forEach((value, c) => (out[row * width + c] = (value - mean) * scale * (gamma.values[c] ?? NaN) + (beta.values[c] ?? NaN)))
  }
  return out
}

/** Klambauer et al. 2017. */
const seluScale = 1.0507009873554805
const seluAlpha = 1.6732632423543772

function activate(activation: NetworkActivation, x: Float32Array, width: number): Float32Array {
  switch (activation.name) {
    case 'linear':
      return x
    case 'relu': {
      const most = activation.most ?? Infinity
      // Math.max keeps what is no number.
      return x.map((v) => Math.min(most, Math.max(0, v)))
    }
    case 'leaky-relu':
      return x.map((v) => (v >= 0 ? v : v * activation.slope))
    case 'elu':
      return x.map((v) => (v >= 0 ? v : Math.expm1(v)))
    case 'selu':
      return x.map((v) => seluScale * (v >= 0 ? v : seluAlpha * Math.expm1(v)))
    case 'gelu':
      return x.map((v) => 0.5 * v * errorFunctionComplement(-v / Math.SQRT2))
    case 'swish':
      return x.map((v) => v / (1 + Math.exp(-v)))
    case 'tanh':
      return x.map(Math.tanh)
    case 'sigmoid':
      return x.map((v) => 1 / (1 + Math.exp(-v)))
    case 'softplus':
      return x.map((v) => Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v))))
    case 'softmax':
      return softmax(x, width)
    default:
      return assertNever(activation)
  }
}

function softmax(x: Float32Array, width: number): Float32Array {
  const out = new Float32Array(x.length)
  for (let from = 0; from < x.length; from += width) {
    const values = x.subarray(from, from + width)
    const most = values.reduce((a, b) => Math.max(a, b), -Infinity)
    const powers = Array.from(values, (v) => Math.exp(v - most))
    const sum = powers.reduce((a, b) => a + b, 0)
    powers.forEach((power, c) => (out[from + c] = power / sum))
  }
  return out
}
