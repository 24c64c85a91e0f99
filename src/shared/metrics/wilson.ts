const z95 = 1.959963984540054

/**
 * The 95 % score interval of a share: `hits` of `rows`, rows >= 1. Bounds in [0, 1].
 * (Wilson 1927, "Probable inference, the law of succession, and statistical inference", without continuity correction.)
 */
export function wilsonInterval(hits: number, rows: number): [number, number] {
  const share = hits / rows
  const square = z95 ** 2 / rows
  const centre = (share + square / 2) / (1 + square)
  const half = (z95 / (1 + square)) * Math.sqrt((share * (1 - share)) / rows + square / (4 * rows))
  return [hits === 0 ? 0 : centre - half, hits === rows ? 1 : centre + half]
}
