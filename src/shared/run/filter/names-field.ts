import type { Filter } from './filter'

/** Whether a filter looks at this field: one that asks for what is put aside wants to see it. */
export function namesField(filter: Filter, field: string): boolean {
  switch (filter.kind) {
    case 'all':
    case 'text':
      return false
    case 'compare':
      return filter.field === field
    case 'not':
      return namesField(filter.part, field)
    case 'and':
    case 'or':
      return filter.parts.some((part) => namesField(part, field))
  }
}
