import { createRandom, shuffle } from '../maths/random'
import { partSizes } from './split-rows'
import type { Shares } from './split-rows'

/**
 * Whole groups to parts: no group on two sides. `groups[row]` is 0 … n-1; `strata`, where given, is 0 … m-1 and is kept in the same
 * shares as well as whole groups allow. Greedy: groups in order of how unevenly they are spread over the strata, large ones first, equal
 * ones by lot; each goes where it leaves the parts nearest to their shares of every stratum. (As scikit-learn's StratifiedGroupKFold.)
 */
export function splitGroups(groups: Int32Array, strata: Int32Array | null, shares: Shares, seed: number): Uint8Array {
  const members = countGroups(groups, strata)
  const order = Int32Array.from({ length: members.length }, (_, i) => i)
  shuffle(order, createRandom(seed))
  const largestFirst = [...order].sort((a, b) => (members[b]?.rows ?? 0) - (members[a]?.rows ?? 0))
  const sizes = partSizes(groups.length, shares)
  const totals = new Map<number, number>()
  for (const m of members) for (const [s, n] of m.strata) totals.set(s, (totals.get(s) ?? 0) + n)
  const held = sizes.map(() => new Map<number, number>())
  const filled = [0, 0, 0]
  const partOfGroup = new Uint8Array(members.length)
  for (const g of largestFirst) {
    const group = members[g] as GroupCount
    let best = { part: 0, cost: Infinity }
    for (let part = 0; part < 3; part++) {
      const size = sizes[part] as number
      if (size === 0) continue
      const cost = costOf(group, part, sizes, filled, held, totals, groups.length)
      if (cost < best.cost) best = { part, cost }
    }
    partOfGroup[g] = best.part
    filled[best.part] = (filled[best.part] as number) + group.rows
    const counts = held[best.part] as Map<number, number>
    for (const [s, n] of group.strata) counts.set(s, (counts.get(s) ?? 0) + n)
  }
  return Uint8Array.from(groups, (g) => partOfGroup[g] as number)
}

interface GroupCount {
  rows: number
  readonly strata: Map<number, number>
}

/**
 * How much worse the parts fit once the group is in `part`: for each stratum of the group, and for the rows as a whole, the growth of
 * the squared distance from the wanted count, in units of that count.
 */
function costOf(
  group: GroupCount,
  part: number,
  sizes: readonly number[],
  filled: readonly number[],
  held: readonly Map<number, number>[],
  totals: ReadonlyMap<number, number>,
  rows: number,
): number {
  const share = (sizes[part] as number) / rows
  const growth = (now: number, more: number, wanted: number) => ((now + more - wanted) ** 2 - (now - wanted) ** 2) / Math.max(wanted, 1e-9)
  let cost = growth(filled[part] as number, group.rows, sizes[part] as number)
  const counts = held[part] as ReadonlyMap<number, number>
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
