import { applies, gridValues } from './space'
import type { Assignment, Parameter } from './space'

/** How many trials a grid has, with what the conditions leave out; found without making them. The last setting changes fastest. */
export function gridSize(space: readonly Parameter[], most = 1_000_000): number {
  // Only values that a later condition asks about make a difference: all others multiply.
  const asked = new Set(space.flatMap((one) => (one.when === undefined ? [] : [one.when.path])))
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

/** Every combination once, in order: the first setting changes slowest. */
export function gridAssignments(space: readonly Parameter[]): readonly Assignment[] {
  let made: Assignment[] = [{}]
  for (const one of space) {
    made = made.flatMap((values) => (applies(one, values) ? gridValues(one).map((value) => ({ ...values, [one.path]: value })) : [values]))
  }
  return made
}
