/** A linear scale from values to positions, with its round tick values. */
export interface Axis {
  readonly ticks: readonly number[]
  readonly at: (value: number) => number
}

/** An axis over [low, high], widened to round values, from position `start` to `end`. About `count` ticks. */
export function axis(low: number, high: number, start: number, end: number, count = 5): Axis {
  const [least, most] = low < high ? [low, high] : [low - 0.5, high + 0.5]
  const rough = (most - least) / count
  const magnitude = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((size) => size >= rough) ?? rough
  const first = Math.floor(least / step + 1e-9)
  const last = Math.ceil(most / step - 1e-9)
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)))
  const [from, to] = [ticks[0] ?? least, ticks[ticks.length - 1] ?? most]
  return { ticks, at: (value) => start + ((value - from) / (to - from)) * (end - start) }
}
