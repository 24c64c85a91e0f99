import { tableCsv } from './table-csv'

/** Counts by true class (rows) and predicted class (columns). */
export type Confusion = readonly (readonly number[])[]

export type ConfusionScale = 'counts' | 'by-true' | 'by-predicted'

const at = (matrix: Confusion, row: number, column: number): number => matrix[row]?.[column] ?? 0
export const rowSums = (matrix: Confusion): readonly number[] => matrix.map((row) => row.reduce((sum, one) => sum + one, 0))
export const columnSums = (matrix: Confusion): readonly number[] => matrix.map((_, column) => matrix.reduce((sum, row) => sum + (row[column] ?? 0), 0))

/** The matrix as shares: of each true class, of each prediction, or of the largest count. All in [0, 1]. */
export function scaled(matrix: Confusion, scale: ConfusionScale): readonly (readonly number[])[] {
  if (scale === 'counts') {
    const top = Math.max(1, ...matrix.map((row) => Math.max(0, ...row)))
    return matrix.map((row) => row.map((one) => one / top))
  }
  if (scale === 'by-true') {
    const sums = rowSums(matrix)
    return matrix.map((row, index) => row.map((one) => (sums[index] ? one / (sums[index] ?? 1) : 0)))
  }
  const sums = columnSums(matrix)
  return matrix.map((row) => row.map((one, index) => (sums[index] ? one / (sums[index] ?? 1) : 0)))
}

/** The matrix with the names of its classes, rows true classes, as a CSV table. */
export function confusionCsv(matrix: Confusion, classes: readonly string[]): string {
  return tableCsv(['True class', ...classes], matrix.map((row, truth) => [classes[truth] ?? String(truth), ...row]))
}

export interface ConfusedPair {
  readonly truth: number
  readonly predicted: number
  readonly rows: number
  /** Of the rows of the true class. */
  readonly share: number
}

/** The mistakes that are made most often, largest first. */
export function topConfused(matrix: Confusion, most: number): readonly ConfusedPair[] {
  const sums = rowSums(matrix)
  const pairs: ConfusedPair[] = []
  matrix.forEach((row, truth) =>
    row.forEach((rows, predicted) => {
      if (truth !== predicted && rows > 0) pairs.push({ truth, predicted, rows, share: rows / Math.max(1, sums[truth] ?? 1) })
    }),
  )
  return pairs.sort((a, b) => b.rows - a.rows || b.share - a.share).slice(0, most)
}

/**
 * An order of the classes in which classes that are taken for each other stand together: average-linkage clustering of the symmetric
 * confusion rate, each pair of clusters joined at the ends that are most alike. (Sokal & Michener 1958, with a greedy leaf order.)
 */
export function similarityOrder(matrix: Confusion): readonly number[] {
  const n = matrix.length
  const shares = scaled(matrix, 'by-true')
  const alike = (a: number, b: number): number => (at(shares, a, b) + at(shares, b, a)) / 2
  let clusters: { readonly leaves: readonly number[] }[] = matrix.map((_, index) => ({ leaves: [index] }))
  // links[i][j]: mean likeness of clusters i and j; kept up to date as clusters merge.
  let links = Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => alike(i, j)))
  while (clusters.length > 1) {
    let best = -1
    let [left, right] = [0, 1]
    for (let i = 0; i < clusters.length; i++) {
      for (let j = i + 1; j < clusters.length; j++) {
        const link = links[i]?.[j] ?? 0
        if (link > best) [best, left, right] = [link, i, j]
      }
    }
    const [a, b] = [clusters[left]?.leaves ?? [], clusters[right]?.leaves ?? []]
    const merged = { leaves: joined(a, b, alike) }
    const keep = clusters.flatMap((_, index) => (index === left || index === right ? [] : [index]))
    const row = keep.map((index) => ((links[left]?.[index] ?? 0) * a.length + (links[right]?.[index] ?? 0) * b.length) / (a.length + b.length))
    links = [
      ...keep.map((index, place) => Float64Array.from([...keep.map((other) => links[index]?.[other] ?? 0), row[place] ?? 0])),
      Float64Array.from([...row, 0]),
    ]
    clusters = [...keep.flatMap((index) => clusters[index] ?? []), merged]
  }
  return clusters[0]?.leaves ?? []
}

/** Two runs of leaves put together the way round that their touching ends are most alike. */
function joined(a: readonly number[], b: readonly number[], alike: (a: number, b: number) => number): readonly number[] {
  const flippedA = [...a].reverse()
  const flippedB = [...b].reverse()
  const ways = [
    [a, b],
    [a, flippedB],
    [flippedA, b],
    [flippedA, flippedB],
  ] as const
  const touch = ([first, second]: readonly [readonly number[], readonly number[]]): number => alike(first[first.length - 1] ?? 0, second[0] ?? 0)
  const best = ways.reduce((one, other) => (touch(other) > touch(one) ? other : one))
  return [...best[0], ...best[1]]
}

/** RGB of a colour written #rrggbb. */
export function rgb(hex: string): readonly [number, number, number] {
  const value = Number.parseInt(hex.replace('#', ''), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

/**
 * One pixel a cell, RGBA: from `low` (0) to `high` (1), by the square root so that rare mistakes can be seen beside the diagonal.
 * `order`: which class stands where.
 */
export function confusionPixels(values: readonly (readonly number[])[], order: readonly number[], low: string, high: string): Uint8ClampedArray<ArrayBuffer> {
  const n = order.length
  const pixels = new Uint8ClampedArray(n * n * 4)
  const from = rgb(low)
  const to = rgb(high)
  order.forEach((truth, y) =>
    order.forEach((predicted, x) => {
      const share = Math.sqrt(values[truth]?.[predicted] ?? 0)
      const place = (y * n + x) * 4
      for (let channel = 0; channel < 3; channel++) pixels[place + channel] = (from[channel] ?? 0) + ((to[channel] ?? 0) - (from[channel] ?? 0)) * share
      pixels[place + 3] = 255
    }),
  )
  return pixels
}
