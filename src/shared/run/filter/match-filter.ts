import { assertNever } from '../../assert-never'
import { fields } from './fields'
import type { FilterSubject } from './fields'
import type { Filter, Operator } from './filter'

/**
 * Says of a run whether it passes. `!=` is the opposite of `=`, so it holds for runs that have no such value; every other comparison needs
 * one. What only the filter tells is worked out once: lists have thousands of runs.
 */
export function filterTest(filter: Filter): (run: FilterSubject) => boolean {
  switch (filter.kind) {
    case 'all':
      return () => true
    case 'text': {
      const wanted = filter.text.toLowerCase()
      return (run) => searchable(run).some((text) => text.toLowerCase().includes(wanted))
    }
    case 'not': {
      const part = filterTest(filter.part)
      return (run) => !part(run)
    }
    case 'and': {
      const parts = metricsLast(filter.parts).map(filterTest)
      return (run) => parts.every((passes) => passes(run))
    }
    case 'or': {
      const parts = metricsLast(filter.parts).map(filterTest)
      return (run) => parts.some((passes) => passes(run))
    }
    case 'compare':
      return comparison(filter)
    default:
      return assertNever(filter)
  }
}

/** Metrics are most of what is known of a run: where another condition decides, none need be read. */
function metricsLast(parts: readonly Filter[]): readonly Filter[] {
  const metrics = (part: Filter): boolean => part.kind === 'compare' && part.field.includes('.')
  return [...parts.filter((part) => !metrics(part)), ...parts.filter(metrics)]
}

function searchable({ record, notes }: FilterSubject): readonly string[] {
  return [record.id, notes.name, ...notes.tags, notes.notes, record.dataset.name, record.experiment.recipe.target, record.status]
}

function comparison({ field: name, operator, value }: Extract<Filter, { kind: 'compare' }>): (run: FilterSubject) => boolean {
  const field = fields.get(name)
  if (field === undefined) return () => false
  if (operator === '!=') {
    const equals = comparison({ kind: 'compare', field: name, operator: '=', value })
    return (run) => !equals(run)
  }
  switch (field.kind) {
    case 'number': {
      const wanted = Number(value)
      return (run) => field.of(run).some((have) => holds(Math.sign(have - wanted), operator))
    }
    case 'time': {
      // As far as it is written: a month is not before one of its days.
      const passes = (have: string) => (operator === ':' ? have.includes(value) : holds(order(have.slice(0, value.length), value), operator))
      return (run) => field.of(run).some(passes)
    }
    case 'text': {
      const wanted = value.toLowerCase()
      const passes = (have: string) => (operator === ':' ? have.toLowerCase().includes(wanted) : have.toLowerCase() === wanted)
      return (run) => field.of(run).some(passes)
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
