export const operators = ['=', '!=', '>', '>=', '<', '<=', ':'] as const
export type Operator = (typeof operators)[number]

/** A place in the text of a filter: from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** What a filter says. `:` means "contains". */
export type Filter =
  | { readonly kind: 'all' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'compare'; readonly field: string; readonly operator: Operator; readonly value: string }
  | { readonly kind: 'not'; readonly part: Filter }
  | { readonly kind: 'and'; readonly parts: readonly Filter[] }
  | { readonly kind: 'or'; readonly parts: readonly Filter[] }

/** What is wrong with a filter, and where. */
export interface FilterProblem {
  readonly message: string
  readonly span: Span
}

export type ParsedFilter =
  | { readonly kind: 'ok'; readonly filter: Filter }
  | { readonly kind: 'bad'; readonly problem: FilterProblem }
