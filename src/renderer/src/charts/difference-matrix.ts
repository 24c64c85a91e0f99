import { rgb } from './confusion'

/** One cell of the difference of two confusion matrices. */
export interface DifferenceCell {
  readonly truth: number
  readonly predicted: number
  readonly a: number
  readonly b: number
}

/** The cells that changed, the largest change first; hits (on the diagonal) left out unless asked for. */
export function changedCells(a: Int32Array, b: Int32Array, classes: number, most: number, hits = false): readonly DifferenceCell[] {
  const cells: DifferenceCell[] = []
  a.forEach((count, at) => {
    const other = b[at] ?? 0
    const [truth, predicted] = [Math.floor(at / classes), at % classes]
    if (count !== other && (hits || truth !== predicted)) cells.push({ truth, predicted, a: count, b: other })
  })
  return cells.sort((x, y) => Math.abs(y.b - y.a) - Math.abs(x.b - x.a)).slice(0, most)
}

/**
 * One pixel a cell, RGBA: `better` where b has more hits or fewer mistakes than a, `worse` for the reverse, `none` where nothing changed;
 * by the square root, so that small changes can be seen. `order`: which class stands where.
 */
export function differencePixels(a: Int32Array, b: Int32Array, order: readonly number[], colours: { readonly none: string; readonly better: string; readonly worse: string }): Uint8ClampedArray<ArrayBuffer> {
  const n = order.length
  const pixels = new Uint8ClampedArray(n * n * 4)
  const [none, better, worse] = [rgb(colours.none), rgb(colours.better), rgb(colours.worse)]
  let top = 1
  a.forEach((count, at) => (top = Math.max(top, Math.abs((b[at] ?? 0) - count))))
  order.forEach((truth, y) =>
    order.forEach((predicted, x) => {
      const at = truth * n + predicted
      const change = ((b[at] ?? 0) - (a[at] ?? 0)) * (truth === predicted ? 1 : -1)
      const share = Math.sqrt(Math.abs(change) / top)
      const to = change > 0 ? better : worse
      const place = (y * n + x) * 4
      for (let channel = 0; channel < 3; channel++) pixels[place + channel] = (none[channel] ?? 0) + ((to[channel] ?? 0) - (none[channel] ?? 0)) * share
      pixels[place + 3] = 255
    }),
  )
  return pixels
}
