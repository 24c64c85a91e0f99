import { fieldNamed, fields } from './fields'
import type { Field } from './fields'
import type { Filter, FilterProblem, Operator, ParsedFilter, Span } from './filter'
import { nearestOf } from '../../text/nearest'
import { tokensOf } from './tokens'
import type { Token } from './tokens'

/** Thrown inside the parser only; parseFilter answers it as a value. */
class Refusal extends Error {
  constructor(readonly problem: FilterProblem) {
    super(problem.message)
  }
}

/**
 * Parses a filter such as `test.accuracy > 0.3 AND layers = 2 OR tag = "baseline"`. AND binds stronger than OR and may be left
 * out; NOT binds strongest; a word without a comparison is looked for in names, tags, notes, ids and dataset names. Never throws.
 */
export function parseFilter(text: string): ParsedFilter {
  const read = tokensOf(text)
  if (read.kind === 'bad') return { kind: 'bad', problem: read.problem }
  if (read.tokens.length === 0) return { kind: 'ok', filter: { kind: 'all' } }
  try {
    return { kind: 'ok', filter: new Parser(read.tokens, text.length).whole() }
  } catch (thrown) {
    if (thrown instanceof Refusal) return { kind: 'bad', problem: thrown.problem }
    throw thrown
  }
}

class Parser {
  private at = 0

  constructor(
    private readonly tokens: readonly Token[],
    private readonly length: number,
  ) {}

  whole(): Filter {
    const filter = this.either()
    const left = this.tokens[this.at]
    if (left !== undefined) throw refuse('This bracket closes nothing.', left.span)
    return filter
  }

  private either(): Filter {
    const parts = [this.both()]
    while (this.takeWord('OR')) parts.push(this.both())
    return join('or', parts)
  }

  private both(): Filter {
    const parts = [this.one()]
    for (;;) {
      if (this.takeWord('AND')) parts.push(this.one())
      else if (this.begins()) parts.push(this.one())
      else return join('and', parts)
    }
  }

  private one(): Filter {
    if (this.takeWord('NOT')) return { kind: 'not', part: this.one() }
    const token = this.tokens[this.at]
    if (token === undefined) throw refuse('A condition is missing here.', this.end())
    switch (token.kind) {
      case 'open': {
        this.at += 1
        const inside = this.either()
        if (this.tokens[this.at]?.kind !== 'close') throw refuse('This bracket is never closed.', token.span)
        this.at += 1
        return inside
      }
      case 'close':
        throw refuse('A condition is missing before this bracket.', token.span)
      case 'operator':
        throw refuse(`Say what is compared: a field before ${token.operator}.`, token.span)
      case 'word':
        if (connectives.has(token.text.toUpperCase()) && !token.quoted) throw refuse(`A condition is missing before ${token.text}.`, token.span)
        this.at += 1
        return this.comparison(token)
    }
  }

  private comparison(word: Extract<Token, { kind: 'word' }>): Filter {
    const operator = this.tokens[this.at]
    if (operator?.kind !== 'operator') return { kind: 'text', text: word.text }
    this.at += 1
    const named = word.quoted ? null : fieldNamed(word.text)
    if (named === null) {
      const near = nearestOf(word.text, [...fields.keys()])
      throw refuse(`There is no field ${word.text}.${near === null ? '' : ` Did you mean ${near}?`}`, word.span)
    }
    const value = this.tokens[this.at]
    if (value?.kind !== 'word') throw refuse(`Say what ${named.name} is compared with.`, value?.span ?? this.end())
    this.at += 1
    checkOperator(named.name, named.field, operator.operator, operator.span)
    return { kind: 'compare', field: named.name, operator: operator.operator, value: checkedValue(named.name, named.field, operator.operator, value) }
  }

  private begins(): boolean {
    const token = this.tokens[this.at]
    if (token === undefined || token.kind === 'close') return false
    return token.kind !== 'word' || token.quoted || token.text.toUpperCase() !== 'OR'
  }

  private takeWord(word: string): boolean {
    const token = this.tokens[this.at]
    const found = token?.kind === 'word' && !token.quoted && token.text.toUpperCase() === word && this.tokens[this.at + 1]?.kind !== 'operator'
    if (found) this.at += 1
    return found
  }

  private end(): Span {
    return { start: this.length, end: this.length }
  }
}

const connectives = new Set(['AND', 'OR'])

const refuse = (message: string, span: Span): Refusal => new Refusal({ message, span })

function join(kind: 'and' | 'or', parts: readonly Filter[]): Filter {
  const [only] = parts
  return parts.length === 1 && only !== undefined ? only : { kind, parts }
}

function checkOperator(name: string, field: Field, operator: Operator, span: Span): void {
  if (field.kind === 'number' && operator === ':') throw refuse(`${name} is a number: compare it with =, !=, <, <=, > or >=.`, span)
  if (field.kind === 'text' && ['>', '>=', '<', '<='].includes(operator)) throw refuse(`${name} is text: compare it with =, != or : (contains).`, span)
}

/** The value as it is kept: numbers as they are written, a percentage as a share. */
function checkedValue(name: string, field: Field, operator: Operator, token: Extract<Token, { kind: 'word' }>): string {
  switch (field.kind) {
    case 'number': {
      const percent = token.text.endsWith('%')
      const value = Number(percent ? token.text.slice(0, -1) : token.text)
      if (token.text.trim() === '' || !Number.isFinite(value)) throw refuse(`${name} is a number, and ${token.text === '' ? 'nothing' : token.text} is none.`, token.span)
      return String(percent ? value / 100 : value)
    }
    case 'time':
      if (!/^\d{4}(-\d{2}(-\d{2}([T ]\d{2}.*)?)?)?$/.test(token.text)) throw refuse(`${name} is a date such as 2026-11-23.`, token.span)
      return token.text.replace(' ', 'T')
    case 'text':
      if (field.closed === true && operator !== ':' && field.choices?.includes(token.text.toLowerCase()) === false) throw refuse(`${name} is one of ${field.choices.join(', ')}, never ${token.text === '' ? 'nothing' : token.text}.`, token.span)
      return token.text
  }
}
