import { fieldNamed, fields } from './fields'
import type { Span } from './filter'
import { tokensOf } from './tokens'
import type { Token } from './tokens'

/** Something that can stand at the cursor. `insert` takes the place of `span`. */
export interface Completion {
  readonly insert: string
  readonly help: string
  readonly span: Span
}

/** Values that runs of the workspace have, by field. */
export type KnownValues = Readonly<Record<string, readonly string[]>>

const most = 100

/** What can be written at the cursor: fields, their operators, the values that fit, or how conditions are joined. */
export function completeFilter(text: string, cursor: number, known: KnownValues = {}): readonly Completion[] {
  const { tokens } = tokensOf(text.slice(0, cursor))
  const last = tokens[tokens.length - 1]
  const unfinished = last?.kind === 'word' && last.span.end === cursor ? last : null
  const before = unfinished === null ? tokens : tokens.slice(0, -1)
  const span: Span = unfinished?.span ?? { start: cursor, end: cursor }
  const typed = (unfinished?.text ?? '').toLowerCase()
  const offer = (insert: string, help: string): Completion => ({ insert, help, span })
  const starting = (all: readonly Completion[]) => all.filter((one) => one.insert.toLowerCase().replace(/^"/, '').startsWith(typed)).slice(0, most)

  const previous = before[before.length - 1]
  if (previous?.kind === 'operator') return starting(valuesFor(before, known).map((value) => offer(value, '')))
  if (previous?.kind === 'word' && !isConnective(previous)) {
    const named = before[before.length - 2]?.kind === 'operator' ? null : fieldNamed(previous.text)
    if (named === null) return starting([offer('AND', 'both'), offer('OR', 'either')])
    const fitting = named.field.kind === 'number' ? ['=', '!=', '>', '>=', '<', '<='] : named.field.kind === 'time' ? ['=', '>=', '<'] : ['=', '!=', ':']
    return typed === '' ? fitting.map((operator) => offer(operator, named.field.help)) : starting([offer('AND', 'both'), offer('OR', 'either')])
  }
  if (previous?.kind === 'close') return starting([offer('AND', 'both'), offer('OR', 'either')])
  return starting([...[...fields].map(([name, field]) => offer(name, field.help)), offer('NOT', 'the opposite')])
}

function valuesFor(before: readonly Token[], known: KnownValues): readonly string[] {
  const word = before[before.length - 2]
  const named = word?.kind === 'word' ? fieldNamed(word.text) : null
  if (named === null || named.field.kind !== 'text') return []
  const values = new Set([...(named.field.choices ?? []), ...(known[named.name] ?? [])])
  return [...values].map((value) => (/^[\w.-]+$/.test(value) ? value : `"${value.replace(/[\\"]/g, '\\$&')}"`))
}

const isConnective = (token: Extract<Token, { kind: 'word' }>): boolean => !token.quoted && /^(and|or|not)$/i.test(token.text)
