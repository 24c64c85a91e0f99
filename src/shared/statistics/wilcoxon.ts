import { normalTwoSided } from './normal-distribution'

export interface WilcoxonTest {
  /** The smaller of the two rank sums. */
  readonly statistic: number
  /** Differences that are not 0: the others are left out, as Wilcoxon did. */
  readonly used: number
  /** Two-sided, in [0, 1]; 1 where no difference is left. */
  readonly p: number
  /** `exact` for at most 50 differences without ties, else the normal approximation with the correction for ties. */
  readonly method: 'exact' | 'normal'
}

/** Above this, counts of rank sums no longer fit a double without rounding (2^53), and the normal curve is close anyway. */
const exactLimit = 50

/** Wilcoxon's signed-rank test of paired differences (b - a): is their distribution symmetric about 0? (Wilcoxon 1945; Pratt & Gibbons 1981.) */
export function wilcoxonSignedRank(differences: ArrayLike<number>): WilcoxonTest {
  const used = Float64Array.from(differences).filter((difference) => difference !== 0)
  const n = used.length
  if (n === 0) return { statistic: 0, used: 0, p: 1, method: 'exact' }
  const { plus, tieTerm } = signedRanks(used)
  const statistic = Math.min(plus, (n * (n + 1)) / 2 - plus)
  if (n <= exactLimit && tieTerm === 0) {
    return { statistic, used: n, p: Math.min(1, 2 * exactLowerTail(statistic, n)), method: 'exact' }
  }
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - tieTerm / 48
  const z = (statistic - (n * (n + 1)) / 4) / Math.sqrt(variance)
  return { statistic, used: n, p: normalTwoSided(z), method: 'normal' }
}

/** Sum of the ranks of positive differences, ties sharing their middle rank, and the sum of t^3 - t over groups of t ties. */
function signedRanks(differences: Float64Array): { readonly plus: number; readonly tieTerm: number } {
  const bySize = Float64Array.from(differences).sort((x, y) => Math.abs(x) - Math.abs(y))
  let plus = 0
  let tieTerm = 0
  for (let start = 0; start < bySize.length; ) {
    const size = Math.abs(bySize[start] ?? NaN)
    let end = start
    let positive = 0
    for (; end < bySize.length && Math.abs(bySize[end] ?? NaN) === size; end++) {
      if ((bySize[end] ?? NaN) > 0) positive++
    }
    const ties = end - start
    plus += positive * (start + (ties + 1) / 2)
    tieTerm += ties ** 3 - ties
    start = Math.max(end, start + 1)
  }
  return { plus, tieTerm }
}

/** P(rank sum <= statistic) when each of the ranks 1 to n counts or not by the toss of a coin. */
function exactLowerTail(statistic: number, n: number): number {
  const most = (n * (n + 1)) / 2
  const ways = new Float64Array(most + 1)
  ways[0] = 1
  for (let rank = 1, reached = 0; rank <= n; rank++) {
    reached += rank
    for (let sum = reached; sum >= rank; sum--) ways[sum] = (ways[sum] ?? 0) + (ways[sum - rank] ?? 0)
  }
  let below = 0
  for (let sum = 0; sum <= statistic; sum++) below += ways[sum] ?? 0
  return below / 2 ** n
}
