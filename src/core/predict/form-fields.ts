import { assertNever } from '@shared/assert-never'
import type { FittedColumn, NumberOperation, Pipeline } from '@shared/recipe/pipeline'
import { mostKnown } from '@shared/run/row-form'
import type { ColumnRange, FormField } from '@shared/run/row-form'

/** One field for each input column of a preparation. `ranges`: what the training rows hold; null where the table is gone, and the fitted steps have to do. */
export function formFields({ columns }: Pipeline, ranges: readonly ColumnRange[] | null): readonly FormField[] {
  return columns.map((column, i) => fieldOf(column, ranges?.[i] ?? null))
}

function fieldOf(column: FittedColumn, range: ColumnRange | null): FormField {
  const { name, reader } = column
  if (column.kind !== 'numbers') {
    const known = [...new Set(column.kind === 'one-hot' ? [...column.categories, ...column.pooled] : column.categories)].sort(byName)
    const usual = range?.kind === 'categories' ? range.most : (column.missingAs ?? column.categories[0] ?? null)
    return { kind: 'category', name, known: known.slice(0, mostKnown), count: known.length, usual }
  }
  const fitted = fittedRange(column.outputs[0]?.operations ?? [])
  const found = range?.kind === 'numbers' ? range : null
  const [low, high, usual] = [found?.low ?? fitted.low, found?.high ?? fitted.high, found === null ? fitted.middle : found.middle]
  switch (reader.kind) {
    case 'boolean':
      return { kind: 'boolean', name, usual: usual === null ? null : usual >= 0.5 ? 1 : 0 }
    case 'date': {
      // Parts of a date have no range that is one of dates.
      const whole = column.outputs.every(({ source }) => source.kind !== 'part' || source.part === 'time')
      return found === null && !whole ? { kind: 'date', name, low: 0, high: 0, usual: null } : { kind: 'date', name, low, high, usual }
    }
    case 'number':
    case 'category':
      return { kind: 'number', name, low, high, whole: found?.whole ?? false, usual }
    default:
      return assertNever(reader)
  }
}

/** What fitted steps tell of the numbers that came in: the middle that fills gaps, and about where they lay. */
function fittedRange(operations: readonly NumberOperation[]): { readonly low: number; readonly high: number; readonly middle: number | null } {
  let middle: number | null = null
  for (const operation of operations) {
    if (operation.kind === 'fill') middle = operation.value
    else if (operation.kind === 'clip') return { low: operation.low, high: operation.high, middle }
    else if (operation.kind === 'linear') return { low: operation.shift - 3 * operation.scale, high: operation.shift + 3 * operation.scale, middle: middle ?? operation.shift }
    else if (operation.kind === 'rank-normal') return { low: operation.knots[0] ?? 0, high: operation.knots[operation.knots.length - 1] ?? 1, middle }
    else break
  }
  const reach = Math.abs(middle ?? 0) || 1
  return { low: (middle ?? 0) - reach, high: (middle ?? 0) + reach, middle }
}

/** As people count: 2 before 10. */
const byName = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true })
