/**
 * The piecewise-linear embedding of Gorishniy et al. 2022 ("On embeddings for numerical features in tabular deep learning") as a dense
 * layer: output t of feature j is (x_j - edge_t) / (edge_{t+1} - edge_t), and a relu capped at 1 does the rest.
 */
export interface EmbeddingWeights {
  /** [inputs, inputs x bins], row by row: block diagonal. */
  readonly kernel: Float32Array
  /** [inputs x bins] */
  readonly bias: Float32Array
}

/**
 * Fits the edges to quantiles of the training rows. features: [rows, inputs], row by row; no other rows may be in it.
 * A feature with fewer distinct quantiles than bins leaves its last bins at 0.
 */
export function fitEmbedding(features: Float32Array, rows: number, inputs: number, bins: number): EmbeddingWeights {
  const outputs = inputs * bins
  const kernel = new Float32Array(inputs * outputs)
  const bias = new Float32Array(outputs)
  for (let input = 0; input < inputs; input++) {
    const edges = quantileEdges(columnOf(features, rows, inputs, input), bins)
    for (let bin = 0; bin + 1 < edges.length; bin++) {
      const low = edges[bin] ?? 0
      const width = (edges[bin + 1] ?? 0) - low
      const output = input * bins + bin
      kernel[input * outputs + output] = 1 / width
      bias[output] = -low / width
    }
  }
  return { kernel, bias }
}

function columnOf(features: Float32Array, rows: number, inputs: number, input: number): Float32Array {
  const column = new Float32Array(rows)
  for (let row = 0; row < rows; row++) column[row] = features[row * inputs + input] ?? 0
  return column
}

/** Distinct quantiles at steps of 1 / bins, ascending; linear between order statistics. Widens a constant column to one bin. */
function quantileEdges(column: Float32Array, bins: number): number[] {
  column.sort()
  const last = column.length - 1
  const edges: number[] = []
  for (let step = 0; step <= bins; step++) {
    const position = (step / bins) * last
    const below = column[Math.floor(position)] ?? 0
    const above = column[Math.ceil(position)] ?? below
    const edge = below + (above - below) * (position - Math.floor(position))
    const previous = edges[edges.length - 1]
    // Bins narrower than float32 can tell apart would make weights that overflow.
    if (previous === undefined || edge - previous > 1e-6 * Math.max(1, Math.abs(edge))) edges.push(edge)
  }
  return edges.length > 1 ? edges : [edges[0] ?? 0, (edges[0] ?? 0) + 1]
}
