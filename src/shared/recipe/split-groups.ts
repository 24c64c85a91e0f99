import { createRandom, shuffle } from '../maths/random'
import { range } from '../maths/range'
import { partSizes } from './split-rows'
import type { Shares } from './split-rows'

/**
 * Whole groups to training, validation and test: no group on two sides. `groups[row]` is 0 … n-1; `strata`, where given, is 0 … m-1 and
 * is kept in the same shares as well as whole groups allow. The result has the part of each row.
 */
export function splitGroups(groups: Int32Array, strata: Int32Array | null, shares: Shares, seed: number): Uint8Array {
  return Uint8Array.from(placeGroups(groups, strata, partSizes(groups.length, shares), seed))
}

/**
 * Places whole groups in bins of the wanted sizes. Greedy: large groups first, equal ones by lot; each goes where it leaves the bins nearest
 * to their shares of the rows and of every stratum. (In the manner of scikit-learn's StratifiedGroupKFold.) The result has the bin of each row.
 */
export function placeGroups(groups: Int32Array, strata: Int32Array | null, sizes: readonly number[], seed: number): Int32Array {
  const members = countGroups(groups, strata)
  const order = range(members.length)
  shuffle(order, createRandom(seed))
  const largestFirst = [...order].sort((a, b) => (members[b]?.rows ?? 0) - (members[a]?.rows ?? 0))
  const totals = new Map<number, number>()
  for (const m of members) for (const [s, n] of m.strata) totals.set(s, (totals.get(s) ?? 0) + n)
  const held = sizes.map(() => new Map<number, number>())
  const filled = sizes.map(() => 0)
  const binOfGroup = new Int32Array(members.length)
  for (const g of largestFirst) {
    const group = members[g] as GroupCount
    let best = { bin: 0, cost: Infinity }
    sizes.forEach((size, bin) => {
      if (size === 0) return
      const cost = costOf(group, bin, sizes, filled, held, totals, groups.length)
      if (cost < best.cost) best = { bin, cost }
    })
    binOfGroup[g] = best.bin
    filled[best.bin] = (filled[best.bin] as number) + group.rows
    const counts = held[best.bin] as Map<number, number>
    for (const [s, n] of group.strata) counts.set(s, (counts.get(s) ?? 0) + n)
  }
  return groups.map((g) => binOfGroup[g] as number)
}

interface GroupCount {
  rows: number
  readonly strata: Map<number, number>
}

/**
 * How much worse the bins fit once the group is in one: for each stratum of the group, and for the rows as a whole, the growth of
 * the squared distance from the wanted count, in units of that count.
 */
function costOf(
  group: GroupCount,
  bin: number,
  sizes: readonly number[],
  filled: readonly number[],
  held: readonly Map<number, number>[],
  totals: ReadonlyMap<number, number>,
  rows: number,
): number {
  const share = (sizes[bin] as number) / rows
  const growth = (now: number, more: number, wanted: number) => ((now + more - wanted) ** 2 - (now - wanted) ** 2) / Math.max(wanted, 1e-9)
  let cost = growth(filled[bin] as number, group.rows, sizes[bin] as number)
  const counts = held[bin] as ReadonlyMap<number, number>
  for (const [s, n] of group.strata) cost += growth(counts.get(s) ?? 0, n, share * (totals.get(s) ?? 0))
  return cost
}

function countGroups(groups: Int32Array, strata: Int32Array | null): GroupCount[] {
  const members: GroupCount[] = []
  groups.forEach((g, row) => {
    while (members.length <= g) members.push({ rows: 0, strata: new Map() })
    const member = members[g] as GroupCount
    member.rows++
    if (strata !== null) {
      const s = strata[row] as number
      member.strata.set(s, (member.strata.get(s) ?? 0) + 1)
    }
  })
  return members
}
