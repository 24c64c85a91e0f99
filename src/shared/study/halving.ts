/** One step of a bracket: so many configurations are trained to so many epochs in all. */
export interface Rung {
  readonly configurations: number
  readonly epochs: number
}

/** A bracket starts with many configurations and few epochs; each rung keeps the best of the one before. */
export type Bracket = readonly Rung[]

/**
 * Successive halving (Jamieson & Talwalkar 2016): `configurations` trained to `minEpochs`, the best 1/factor of them to factor times as
 * many, and so on to `epochs`. The last rung always trains to `epochs`; every rung keeps at least one.
 */
export function halvingBracket(configurations: number, minEpochs: number, epochs: number, factor: number): Bracket {
  const rungs: Rung[] = []
  let [count, until] = [configurations, Math.min(minEpochs, epochs)]
  for (;;) {
    rungs.push({ configurations: count, epochs: until })
    if (until >= epochs) return rungs
    count = Math.max(1, Math.floor(count / factor))
    // What would be left over after the last full step is trained to the end.
    until = until * factor > epochs || count === 1 ? epochs : Math.round(until * factor)
  }
}

/**
 * Hyperband (Li et al. 2018, algorithm 1): brackets from bold (many configurations, few epochs) to cautious (few, all epochs), each of
 * about the same cost. The resource is an epoch; no bracket starts below `minEpochs`.
 */
export function hyperbandBrackets(minEpochs: number, epochs: number, factor: number): readonly Bracket[] {
  // The smallest shift keeps log(81)/log(3) from falling below 4.
  const deepest = Math.max(0, Math.floor(Math.log(epochs / minEpochs) / Math.log(factor) + 1e-9))
  return Array.from({ length: deepest + 1 }, (_, index) => {
    const s = deepest - index
    const count = Math.ceil(((deepest + 1) / (s + 1)) * factor ** s)
    return Array.from({ length: s + 1 }, (_unused, i) => ({
      configurations: Math.max(1, Math.floor(count / factor ** i + 1e-9)),
      epochs: Math.max(1, Math.round((epochs / factor ** s) * factor ** i)),
    }))
  })
}

/**
 * Places of the best `keep` of the values, best first; null (nothing measured) is never among them while a number is left out.
 * Equal values: the earlier one.
 */
export function bestPlaces(values: readonly (number | null)[], keep: number, direction: 'min' | 'max'): readonly number[] {
  const sign = direction === 'min' ? 1 : -1
  const cost = (place: number) => {
    const value = values[place]
    return value === null || value === undefined ? Infinity : sign * value
  }
  return values
    .map((_, place) => place)
    .sort((a, b) => (cost(a) === cost(b) ? a - b : cost(a) - cost(b)))
    .slice(0, keep)
}
