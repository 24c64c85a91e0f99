import type { ColumnStep, Recipe, RowStep } from '@shared/recipe/recipe'

/** A list with the entry at `from` moved to `to`. Places outside the list change nothing. */
export function moved<Entry>(list: readonly Entry[], from: number, to: number): Entry[] {
  const next = [...list]
  if (from < 0 || to < 0 || from >= list.length || to >= list.length) return next
  next.splice(to, 0, ...next.splice(from, 1))
  return next
}

export const without = <Entry>(list: readonly Entry[], at: number): Entry[] => list.filter((_, index) => index !== at)

export const replaced = <Entry>(list: readonly Entry[], at: number, entry: Entry): Entry[] => list.map((one, index) => (index === at ? entry : one))

/** Of each kind of column step, the last one that names a column counts for it: what that means for each step, or null where nothing is taken from it. */
export function overridden(steps: readonly ColumnStep[], columnsOf: (step: ColumnStep) => readonly string[], numberOf: (at: number) => number): (string | null)[] {
  return steps.map((step, at) => {
    const own = columnsOf(step)
    const later = new Map<string, number>()
    steps.forEach((other, place) => {
      if (place > at && other.kind === step.kind) for (const name of columnsOf(other)) later.set(name, place)
    })
    const taken = own.filter((name) => later.has(name))
    if (taken.length === 0) return null
    const numbers = [...new Set(taken.map((name) => numberOf(later.get(name) ?? at)))].sort((a, b) => a - b)
    const by = numbers.length === 1 ? `step ${numbers.join()} says` : `steps ${numbers.join(' and ')} say`
    return taken.length === own.length ? `Does nothing: ${by} otherwise for all of its columns.` : `Not for ${shortList(taken)}: ${by} otherwise.`
  })
}

const shortList = (names: readonly string[]): string => (names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`)

/** Row steps that can be added to a recipe, ready to be edited. A step that would do nothing a second time is offered once. */
export function offeredRowSteps(recipe: Recipe, columns: readonly string[], rows: number): readonly { readonly label: string; readonly step: RowStep }[] {
  const has = (kind: RowStep['kind']) => recipe.rows.some((step) => step.kind === kind)
  const key = recipe.split.group ?? columns.find((name) => /(^|[_\s-])(id|key)$/i.test(name)) ?? columns.find((name) => name !== recipe.target) ?? recipe.target
  const offers: readonly { readonly label: string; readonly step: RowStep; readonly once: boolean }[] = [
    { label: 'Leave out rows without a target', step: { kind: 'drop-missing-target' }, once: true },
    { label: 'Leave out rows with missing values', step: { kind: 'drop-missing', columns: 'all' }, once: false },
    { label: 'Keep one of equal rows', step: { kind: 'drop-duplicates' }, once: true },
    { label: 'Keep one row per key', step: { kind: 'one-row-per-key', column: key }, once: false },
    { label: 'Settle conflicting labels', step: { kind: 'conflicting-labels', keep: 'majority' }, once: true },
    ...(recipe.split.testFile === undefined ? [] : [{ label: 'Leave out rows that are in the test file', step: { kind: 'drop-test-twins' as const }, once: true }]),
    { label: 'Filter by an expression', step: { kind: 'filter', expression: '' }, once: false },
    { label: 'Take a sample', step: { kind: 'sample', rows: Math.max(1, Math.min(rows, 10_000)), seed: 42 }, once: true },
  ]
  return offers.filter(({ step, once }) => !once || !has(step.kind)).map(({ label, step }) => ({ label, step }))
}

/** Column steps that can be added: for the kinds of columns that the features have. */
export function offeredColumnSteps(present: { readonly numbers: boolean; readonly categories: boolean; readonly dates: boolean }): readonly { readonly label: string; readonly step: ColumnStep }[] {
  const numbers: readonly { readonly label: string; readonly step: ColumnStep }[] = [
    { label: 'Fill missing numbers', step: { kind: 'impute-number', columns: 'all', method: 'median', indicator: false } },
    { label: 'Clip outliers', step: { kind: 'clip', columns: 'all', low: 0.01, high: 0.99 } },
    { label: 'Scale numbers', step: { kind: 'scale', columns: 'all', method: 'standard' } },
  ]
  const categories: readonly { readonly label: string; readonly step: ColumnStep }[] = [
    { label: 'Fill missing categories', step: { kind: 'impute-category', columns: 'all', method: 'own-category' } },
    { label: 'Encode categories', step: { kind: 'encode', columns: 'all', method: 'one-hot', limit: 30, unseen: 'zeros' } },
  ]
  const dates: readonly { readonly label: string; readonly step: ColumnStep }[] = [
    { label: 'Take parts of dates', step: { kind: 'date-parts', columns: 'all', parts: ['year', 'month', 'weekday'] } },
  ]
  return [...(present.numbers || present.dates ? numbers : []), ...(present.categories ? categories : []), ...(present.dates ? dates : [])]
}
