import { mayHoldIdle, playsWithLayers, withoutIdle } from './idle-settings'
import { applies, assignmentKey, gridValues } from './space'
import type { Assignment, Parameter } from './space'

/** So many combinations are made to see which of them are the same; beyond, all count. */
const mostCompared = 100_000

/**
 * How many trials a grid has, each experiment once, with what the conditions leave out; found without making them where none is like another. The
 * last setting changes fastest.
 */
export function gridSize(space: readonly Parameter[], most = 1_000_000): number {
  if (!mayHoldIdle(space)) return combinations(space, most)
  // The others multiply: they have no part in which trials are the same, nor in which settings apply.
  const conditional = askedAbout(space)
  const apart = (one: Parameter) => one.when === undefined && !conditional.has(one.path) && !playsWithLayers(one)
  const tied = space.filter((one) => !apart(one))
  const own = combinations(tied, mostCompared) > mostCompared ? combinations(tied, most) : gridAssignments(tied).length
  return space.filter(apart).reduce((product, one) => product * gridValues(one).length, own)
}

/** How many combinations of a grid are left out because they would train what another one trains. */
export const gridRepeats = (space: readonly Parameter[], most = 1_000_000): number => Math.max(0, combinations(space, most) - gridSize(space, most))

const askedAbout = (space: readonly Parameter[]): ReadonlySet<string> => new Set(space.flatMap((one) => (one.when === undefined ? [] : [one.when.path])))

function combinations(space: readonly Parameter[], most: number): number {
  // Only values that a later condition asks about make a difference: all others multiply.
  const asked = askedAbout(space)
  const count = (from: number, values: Assignment): number => {
    const one = space[from]
    if (one === undefined) return 1
    if (!applies(one, values)) return count(from + 1, values)
    const own = gridValues(one)
    if (!asked.has(one.path)) return own.length * count(from + 1, values)
    return own.reduce<number>((sum, value) => (sum > most ? sum : sum + count(from + 1, { ...values, [one.path]: value })), 0)
  }
  return count(0, {})
}

/** Every experiment once, in order: the first setting changes slowest. Settings that change nothing of a trial are left out of it. */
export function gridAssignments(space: readonly Parameter[]): readonly Assignment[] {
  let made: Assignment[] = [{}]
  for (const one of space) {
    made = made.flatMap((values) => (applies(one, values) ? gridValues(one).map((value) => ({ ...values, [one.path]: value })) : [values]))
  }
  if (!mayHoldIdle(space)) return made
  return [...new Map(made.map(withoutIdle).map((values) => [assignmentKey(values), values])).values()]
}
