import { assertNever } from '../../assert-never'
import { fields } from './fields'
import type { FilterSubject } from './fields'
import type { Filter, Operator } from './filter'

/** Whether a run passes. `!=` is the opposite of `=`, so it holds for runs that have no such value; every other comparison needs one. */
export function matchesFilter(filter: Filter, run: FilterSubject): boolean {
  switch (filter.kind) {
    case 'all':
      return true
    case 'text':
      return searchable(run).some((text) => text.toLowerCase().includes(filter.text.toLowerCase()))
    case 'not':
      return !matchesFilter(filter.part, run)
    case 'and':
      return filter.parts.every((part) => matchesFilter(part, run))
    case 'or':
      return filter.parts.some((part) => matchesFilter(part, run))
    case 'compare':
      return compare(filter, run)
    default:
      return assertNever(filter)
  }
}

function searchable({ record, notes }: FilterSubject): readonly string[] {
  return [record.id, notes.name, ...notes.tags, notes.notes, record.dataset.name, record.experiment.recipe.target, record.status]
}

function compare({ field: name, operator, value }: Extract<Filter, { kind: 'compare' }>, run: FilterSubject): boolean {
  const field = fields.get(name)
  if (field === undefined) return false
  if (operator === '!=') return !compare({ kind: 'compare', field: name, operator: '=', value }, run)
  switch (field.kind) {
    case 'number': {
      const wanted = Number(value)
      return field.of(run).some((have) => holds(Math.sign(have - wanted), operator))
    }
    case 'time':
      // As far as it is written: a month is not before one of its days.
      return field.of(run).some((have) => (operator === ':' ? have.includes(value) : holds(order(have.slice(0, value.length), value), operator)))
    case 'text': {
      const wanted = value.toLowerCase()
      return field.of(run).some((have) => (operator === ':' ? have.toLowerCase().includes(wanted) : have.toLowerCase() === wanted))
    }
    default:
      return assertNever(field)
  }
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function holds(sign: number, operator: Exclude<Operator, '!='>): boolean {
  switch (operator) {
    case '=':
    case ':':
      return sign === 0
    case '>':
      return sign > 0
    case '>=':
      return sign >= 0
    case '<':
      return sign < 0
    case '<=':
      return sign <= 0
    default:
      return assertNever(operator)
  }
}
