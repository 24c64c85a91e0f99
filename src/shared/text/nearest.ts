/** The known name nearest to a misspelt one, by Levenshtein distance, letter case aside; null where none is near. */
export function nearestOf(name: string, known: readonly string[]): string | null {
  let best: { readonly name: string; readonly distance: number } | null = null
  for (const one of known) {
    const distance = editDistance(name.toLowerCase(), one.toLowerCase())
    if (distance <= Math.ceil(one.length / 3) && (best === null || distance < best.distance)) best = { name: one, distance }
  }
  return best === null ? null : best.name
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
