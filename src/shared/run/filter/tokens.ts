import { operators } from './filter'
import type { FilterProblem, Operator, Span } from './filter'

export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly quoted: boolean; readonly span: Span }
  | { readonly kind: 'operator'; readonly operator: Operator; readonly span: Span }
  | { readonly kind: 'open'; readonly span: Span }
  | { readonly kind: 'close'; readonly span: Span }

export type Tokens =
  | { readonly kind: 'ok'; readonly tokens: readonly Token[] }
  | { readonly kind: 'bad'; readonly problem: FilterProblem; readonly tokens: readonly Token[] }

/** Longer spellings first: `>=` is no `>` with a `=` behind it. */
const spellings = [...operators].sort((a, b) => b.length - a.length)
const wordEnd = /[\s()"=!<>:]/

/** Splits a filter into words, operators and brackets. Never throws. */
export function tokensOf(text: string): Tokens {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const start = at
    const character = text[at] ?? ''
    const operator = spellings.find((one) => text.startsWith(one, at))
    if (/\s/.test(character)) {
      at += 1
    } else if (character === '(' || character === ')') {
      at += 1
      tokens.push({ kind: character === '(' ? 'open' : 'close', span: { start, end: at } })
    } else if (character === '"') {
      const read = quoted(text, at)
      if (read === null) {
        return { kind: 'bad', tokens, problem: { message: 'This quotation mark is never closed.', span: { start, end: text.length } } }
      }
      at = read.end
      tokens.push({ kind: 'word', text: read.text, quoted: true, span: { start, end: at } })
    } else if (operator !== undefined) {
      at += operator.length
      tokens.push({ kind: 'operator', operator, span: { start, end: at } })
    } else if (character === '!') {
      return { kind: 'bad', tokens, problem: { message: 'Write != for "is not", or NOT before a condition.', span: { start, end: start + 1 } } }
    } else {
      while (at < text.length && !wordEnd.test(text[at] ?? '')) at += 1
      tokens.push({ kind: 'word', text: text.slice(start, at), quoted: false, span: { start, end: at } })
    }
  }
  return { kind: 'ok', tokens }
}

/** A quoted word; \" and \\ stand for a quotation mark and a backslash. null: it does not end. */
function quoted(text: string, from: number): { readonly text: string; readonly end: number } | null {
  let read = ''
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at] ?? ''
    if (character === '"') return { text: read, end: at + 1 }
    const next = text[at + 1]
    if (character === '\\' && (next === '"' || next === '\\')) {
      read += next
      at += 1
    } else {
      read += character
    }
  }
  return null
}
