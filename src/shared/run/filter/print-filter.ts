import type { Filter } from './filter'

/** A filter as text that parses to it again. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'all':
      return ''
    case 'text':
      return quote(filter.text)
    case 'compare':
      return `${filter.field} ${filter.operator} ${quote(filter.value)}`
    case 'not':
      return `NOT ${inBrackets(filter.part, ['and', 'or'])}`
    case 'and':
      return filter.parts.map((part) => inBrackets(part, ['and', 'or'])).join(' AND ')
    case 'or':
      return filter.parts.map((part) => inBrackets(part, ['or'])).join(' OR ')
  }
}

const inBrackets = (part: Filter, kinds: readonly Filter['kind'][]): string => (kinds.includes(part.kind) ? `(${printFilter(part)})` : printFilter(part))

const quote = (text: string): string => (/^[\w.+-]+$/.test(text) && !/^(and|or|not)$/i.test(text) ? text : `"${text.replace(/[\\"]/g, '\\$&')}"`)
