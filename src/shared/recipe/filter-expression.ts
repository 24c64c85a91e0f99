import { CrossfadeError } from '../errors'

/** A condition on a row. Comparisons with a missing cell are false; `not` of one is true. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'missing'; readonly column: string }
  | { readonly kind: 'compare'; readonly column: string; readonly operator: Comparison; readonly value: string | number }
  | { readonly kind: 'in'; readonly column: string; readonly values: readonly (string | number)[] }
  | { readonly kind: 'contains'; readonly column: string; readonly text: string }

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='

type Token =
  | { readonly kind: 'word'; readonly text: string; readonly at: number }
  | { readonly kind: 'name'; readonly text: string; readonly at: number }
  | { readonly kind: 'text'; readonly text: string; readonly at: number }
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'sign'; readonly text: string; readonly at: number }

const keywords = new Set(['and', 'or', 'not', 'in', 'is', 'missing', 'contains'])
/** Deeper nesting than anyone writes; a deeper one would overflow the stack. */
const deepest = 100

/**
 * Reads a filter. Grammar: comparisons `column op value` with = != < <= > >=, `column in (a, b)`, `column contains 'text'`,
 * `column is missing`, `column is not missing`, joined by `and`, `or`, `not` and parentheses. Columns are words or stand in double quotes
 * (a quote inside is doubled), texts in single quotes, numbers as they are. Throws recipe-invalid with the place of the fault.
 */
export function parseFilter(expression: string): Condition {
  const tokens = tokenize(expression)
  let at = 0
  let depth = 0
  const fail = (what: string): never => {
    const place = tokens[at]?.at ?? expression.length
    throw new CrossfadeError('recipe-invalid', `The filter "${expression}" cannot be read: ${what} at character ${place + 1}.`)
  }
  const isWord = (text: string) => {
    const token = tokens[at]
    return token?.kind === 'word' && token.text.toLowerCase() === text
  }
  const isSign = (text: string) => {
    const token = tokens[at]
    return token?.kind === 'sign' && token.text === text
  }
  const take = (matches: boolean) => {
    if (matches) at++
    return matches
  }
  const either = (): Condition => {
    let left = both()
    while (take(isWord('or'))) left = { kind: 'or', left, right: both() }
    return left
  }
  const both = (): Condition => {
    let left = single()
    while (take(isWord('and'))) left = { kind: 'and', left, right: single() }
    return left
  }
  const single = (): Condition => {
    if (++depth > deepest) fail('too many parentheses')
    try {
      if (take(isWord('not'))) return { kind: 'not', condition: single() }
      if (take(isSign('('))) {
        const inner = either()
        if (!take(isSign(')'))) fail('a closing parenthesis is expected')
        return inner
      }
      return comparison()
    } finally {
      depth--
    }
  }
  const comparison = (): Condition => {
    const column = columnName()
    if (take(isWord('is'))) {
      const negated = take(isWord('not'))
      if (!take(isWord('missing'))) fail('"missing" is expected')
      return negated ? { kind: 'not', condition: { kind: 'missing', column } } : { kind: 'missing', column }
    }
    if (take(isWord('contains'))) {
      const found = value()
      return { kind: 'contains', column, text: String(found) }
    }
    if (take(isWord('not'))) {
      if (!take(isWord('in'))) fail('"in" is expected')
      return { kind: 'not', condition: { kind: 'in', column, values: list() } }
    }
    if (take(isWord('in'))) return { kind: 'in', column, values: list() }
    const token = tokens[at]
    const operator = token?.kind === 'sign' ? operators.get(token.text) : undefined
    if (operator === undefined) return fail('a comparison is expected')
    at++
    return { kind: 'compare', column, operator, value: value() }
  }
  const columnName = (): string => {
    const token = tokens[at]
    if (token?.kind === 'name' || (token?.kind === 'word' && !keywords.has(token.text.toLowerCase()))) {
      at++
      return token.text
    }
    return fail('the name of a column is expected')
  }
  const value = (): string | number => {
    const token = tokens[at]
    if (token?.kind === 'text') {
      at++
      return token.text
    }
    if (token?.kind === 'number') {
      at++
      return token.value
    }
    return fail("a number, or a text in 'single quotes', is expected")
  }
  const list = (): (string | number)[] => {
    if (!take(isSign('('))) fail('an opening parenthesis is expected')
    const values = [value()]
    while (take(isSign(','))) values.push(value())
    if (!take(isSign(')'))) fail('a closing parenthesis is expected')
    return values
  }
  const condition = either()
  if (at < tokens.length) fail('nothing more is expected')
  return condition
}

const operators: ReadonlyMap<string, Comparison> = new Map([['=', '='], ['==', '='], ['!=', '!='], ['<>', '!='], ['<', '<'], ['<=', '<='], ['>', '>'], ['>=', '>=']])

function tokenize(expression: string): Token[] {
  const tokens: Token[] = []
  const pattern = /\s+|'((?:[^']|'')*)'|"((?:[^"]|"")*)"|([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\p{L}\p{N}_])|([\p{L}_][\p{L}\p{N}_.]*)|(==|!=|<>|<=|>=|[=<>(),])/uy
  let at = 0
  while (at < expression.length) {
    pattern.lastIndex = at
    const match = pattern.exec(expression)
    if (match === null) throw new CrossfadeError('recipe-invalid', `The filter "${expression}" cannot be read: "${expression[at]}" is not expected at character ${at + 1}.`)
    const [whole, text, name, number, word, sign] = match
    if (text !== undefined) tokens.push({ kind: 'text', text: text.replace(/''/g, "'"), at })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name.replace(/""/g, '"'), at })
    else if (number !== undefined) tokens.push({ kind: 'number', value: Number(number), at })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, at })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, at })
    at += whole.length
  }
  return tokens
}

/** The columns that a condition names, each once. */
export function columnsOfFilter(condition: Condition): string[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...new Set([...columnsOfFilter(condition.left), ...columnsOfFilter(condition.right)])]
    case 'not':
      return columnsOfFilter(condition.condition)
    case 'missing':
    case 'compare':
    case 'in':
    case 'contains':
      return [condition.column]
  }
}
