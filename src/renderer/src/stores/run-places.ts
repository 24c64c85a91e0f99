/**
 * The place of each run, 0-based, in order of creation among all runs that the workspace has had: it decides a run's colour, which stays
 * when the window starts again. `gone`: ids of deleted runs, whose places stay empty. Ids sort by their time of creation.
 */
export function runPlaces(present: readonly string[], gone: readonly string[]): ReadonlyMap<string, number> {
  const all = [...new Set([...present, ...gone])].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return new Map(all.map((id, place) => [id, place]))
}
