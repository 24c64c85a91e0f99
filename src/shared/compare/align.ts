/**
 * Sequences side by side: a list of slots, each with the item of every sequence or null where it has none. Items may stand in one slot
 * where `likeness` of them is above 0, and the alignment has the largest sum of likenesses (Needleman & Wunsch 1970, gaps free: with
 * likeness 1 for equal items, the longest common subsequence). Sequences are added one by one to the slots of those before.
 */
export function align<Item>(
  sequences: readonly (readonly Item[])[],
  likeness: (a: Item, b: Item) => number,
): readonly (readonly (Item | null)[])[] {
  let slots: (Item | null)[][] = []
  sequences.forEach((sequence, index) => {
    const toSlot = (slot: readonly (Item | null)[], item: Item) =>
      Math.max(...slot.map((other) => (other === null ? 0 : likeness(other, item))))
    const next: (Item | null)[][] = []
    for (const [slot, item] of walk(slots, sequence, toSlot)) {
      next.push([...(slot ?? new Array<Item | null>(index).fill(null)), item])
    }
    slots = next
  })
  return slots
}

/** The best path through two lists: pairs with both, or with one of them alone. */
function walk<Left, Right>(
  left: readonly Left[],
  right: readonly Right[],
  likeness: (a: Left, b: Right) => number,
): readonly (readonly [Left | null, Right | null])[] {
  const likenesses = left.map((a) => right.map((b) => likeness(a, b)))
  const likenessAt = (i: number, j: number) => likenesses[i]?.[j] ?? 0
  // best[i][j]: the largest sum for left from i on and right from j on.
  const best = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0))
  const bestAt = (i: number, j: number) => best[i]?.[j] ?? 0
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const together = likenessAt(i, j) > 0 ? likenessAt(i, j) + bestAt(i + 1, j + 1) : 0
      const row = best[i]
      if (row !== undefined) row[j] = Math.max(together, bestAt(i + 1, j), bestAt(i, j + 1))
    }
  }
  const path: [Left | null, Right | null][] = []
  let [i, j] = [0, 0]
  while (i < left.length || j < right.length) {
    const together = i < left.length && j < right.length && likenessAt(i, j) > 0 && bestAt(i, j) === likenessAt(i, j) + bestAt(i + 1, j + 1)
    const leftAlone = !together && i < left.length && (j >= right.length || bestAt(i, j) === bestAt(i + 1, j))
    path.push([together || leftAlone ? (left[i] ?? null) : null, leftAlone ? null : (right[j] ?? null)])
    if (together || leftAlone) i++
    if (!leftAlone) j++
  }
  return path
}
