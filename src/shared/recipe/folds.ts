import { createRandom, shuffle } from '../maths/random'
import { range } from '../maths/range'
import { placeGroups } from './split-groups'

/**
 * Cross-validation: the fold (0 … k-1) of each row, each fold with the strata in the same shares as far as whole rows allow. Sizes of
 * folds differ by at most one, within a stratum too. `strata[row]` is 0 … n-1; all 0 for plain k-fold. Pure; the same seed gives the same folds.
 */
export function assignFolds(strata: Int32Array, folds: number, seed: number): Int32Array {
  const random = createRandom(seed)
  const order = range(strata.length)
  shuffle(order, random)
  // Dealt like cards, stratum after stratum, each beginning where the one before ended.
  const byStratum = [...order].sort((a, b) => (strata[a] as number) - (strata[b] as number))
  const names = range(folds)
  shuffle(names, random)
  const result = new Int32Array(strata.length)
  byStratum.forEach((row, place) => {
    result[row] = names[place % folds] as number
  })
  return result
}

/** As assignFolds, with no group on two sides: `groups[row]` is 0 … n-1. Folds are as near to one size as whole groups allow. */
export function assignGroupFolds(groups: Int32Array, strata: Int32Array | null, folds: number, seed: number): Int32Array {
  const size = Math.floor(groups.length / folds)
  const left = groups.length - size * folds
  return placeGroups(groups, strata, Array.from({ length: folds }, (_, i) => size + (i < left ? 1 : 0)), seed)
}
