import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { completeFilter } from './complete-filter'
import { fields } from './fields'
import type { FilterSubject } from './fields'
import type { Filter, Operator } from './filter'
import { filterTest } from './match-filter'
import { namesField } from './names-field'
import { parseFilter } from './parse-filter'
import { printFilter } from './print-filter'
import { subject } from './fixtures/subject'

const parsed = (text: string): Filter => {
  const result = parseFilter(text)
  if (result.kind === 'bad') throw new Error(`${text}: ${result.problem.message}`)
  return result.filter
}
const matches = (text: string, run: FilterSubject = subject()) => filterTest(parsed(text))(run)

describe('parseFilter', () => {
  it('takes val and train, as columns are headed, for validation and training', () => {
    expect(parsed('val.accuracy > 0.28')).toEqual(parsed('validation.accuracy > 0.28'))
    expect(parsed('Train.loss < 1')).toEqual(parsed('training.loss < 1'))
  })

  it('lets AND bind stronger than OR, and NOT strongest', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((text): Filter => ({ kind: 'text', text })) as [Filter, Filter, Filter]
    expect(parsed('a AND b OR c')).toEqual({ kind: 'or', parts: [{ kind: 'and', parts: [a, b] }, c] })
    expect(parsed('a b or c')).toEqual(parsed('a AND b OR c'))
    expect(parsed('a AND (b OR c)')).toEqual({ kind: 'and', parts: [a, { kind: 'or', parts: [b, c] }] })
    expect(parsed('NOT a b')).toEqual({ kind: 'and', parts: [{ kind: 'not', part: a }, b] })
    expect(parsed('')).toEqual({ kind: 'all' })
  })

  it.each([
    ['test.accuracy > lots', 'test.accuracy is a number, and lots is none.', 'lots'],
    ['test.acuracy > 0.3', 'There is no field test.acuracy. Did you mean test.accuracy?', 'test.acuracy'],
    ['layers =', 'Say what layers is compared with.', ''],
    ['layers = 2 AND', 'A condition is missing here.', ''],
    ['AND layers = 2', 'A condition is missing before AND.', 'AND'],
    ['(layers = 2', 'This bracket is never closed.', '('],
    ['layers = 2)', 'This bracket closes nothing.', ')'],
    ['()', 'A condition is missing before this bracket.', ')'],
    ['> 3', 'Say what is compared: a field before >.', '>'],
    ['tag = "base', 'This quotation mark is never closed.', '"base'],
    ['name > a', 'name is text: compare it with =, != or : (contains).', '>'],
    ['epochs : 3', 'epochs is a number: compare it with =, !=, <, <=, > or >=.', ':'],
    ['created > soon', 'created is a date such as 2026-11-23.', 'soon'],
    ['! done', 'Write != for "is not", or NOT before a condition.', '!'],
  ])('says at the right place what is wrong with %j', (text, message, place) => {
    const result = parseFilter(text)
    if (result.kind === 'ok') throw new Error('parsed')
    expect(result.problem.message).toBe(message)
    expect(text.slice(result.problem.span.start, result.problem.span.end)).toBe(place)
  })
})

describe('filterTest', () => {
  it.each([
    ['test.accuracy > 0.3 AND layers = 2 OR tag = "baseline"', true],
    ['test.accuracy > 0.32', false],
    ['test.accuracy > 31%', true],
    ['tag = baseline', true],
    ['tags = BASELINE', true],
    ['tag != baseline', false],
    ['tag : base', true],
    ['tag = other', false],
    ['name : songs', true],
    ['songs wide', true],
    ['songs narrow', false],
    ['"wide songs"', true],
    ['units = 256', true],
    ['units = 64', false],
    ['dropout = 0.2', true],
    ['activation = relu AND optimizer = adam AND lr <= 0.001', true],
    ['created = 2026-11', true],
    ['created > 2026-11-22', true],
    ['created > 2026-11-23', false],
    ['created >= 2026-11-23', true],
    ['created < 2027', true],
    ['status = completed NOT archived = true', true],
    ['test.auc > 0', false],
    ['test.auc < 0', false],
    ['test.auc != 0.5', true],
    ['validation.loss < 3 and task = classification', true],
    ['NOT (tag = baseline OR layers = 3)', false],
  ])('answers %j with %j', (filter, expected) => expect(matches(filter)).toBe(expected))
})

describe('what a run has none of', () => {
  const of = (kind: 'trees' | 'ensemble' | 'imported') => ({ ...subject(), record: { ...subject().record, kind } })
  const finds = (filter: string, kind: 'trees' | 'ensemble' | 'imported') => filterTest(parsed(filter))(of(kind))

  it('finds no trees and no ensembles by the layers and optimiser that stand in their records', () => {
    for (const filter of ['layers = 2', 'optimizer = adam', 'units = 256', 'lr <= 1', 'output = softmax']) {
      expect(matches(filter)).toBe(true)
      for (const kind of ['trees', 'ensemble', 'imported'] as const) expect(finds(filter, kind)).toBe(false)
    }
    expect(finds('task = classification', 'trees')).toBe(true)
    expect(finds('seed = 42', 'trees')).toBe(true)
    expect(finds('seed = 42', 'ensemble')).toBe(false)
  })

  it('refuses a value that a field never has, at its place, and knows who asks for archived runs', () => {
    expect(parseFilter('layers = 2 AND archived = yes')).toEqual({ kind: 'bad', problem: { message: 'archived is one of true, false, never yes.', span: { start: 26, end: 29 } } })
    expect(parseFilter('kind = tree')).toMatchObject({ kind: 'bad' })
    expect(namesField(parsed('NOT (tag = a OR archived = true)'), 'archived')).toBe(true)
    expect(namesField(parsed('archived'), 'archived')).toBe(false)
  })
})

/** Filters of every shape, over the real fields with values that fit them. */
const leaf: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: fc.string({ minLength: 1, maxLength: 8 }) }),
  fc.constantFrom(...fields).chain(([field, found]): fc.Arbitrary<Filter> =>
    found.kind === 'number'
      ? fc.record({ kind: fc.constant('compare' as const), field: fc.constant(field), operator: fc.constantFrom<Operator[]>('=', '!=', '>', '>=', '<', '<='), value: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) })
      : fc.record({
          kind: fc.constant('compare' as const),
          field: fc.constant(field),
          operator: fc.constantFrom<Operator[]>('=', '!=', ':'),
          value:
            found.kind === 'time'
              ? fc.constantFrom('2026', '2026-11', '2026-11-23', '2026-11-23T04:13')
              : found.closed === true
                ? fc.constantFrom(...(found.choices ?? []))
                : fc.string({ minLength: 1, maxLength: 8 }),
        }),
  ),
)
const filters = fc.letrec<{ filter: Filter }>((tie) => {
  const parts = fc.array(tie('filter'), { minLength: 2, maxLength: 3 })
  return {
    filter: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      leaf,
      tie('filter').map((part): Filter => ({ kind: 'not', part })),
      parts.map((all): Filter => ({ kind: 'and', parts: all })),
      parts.map((all): Filter => ({ kind: 'or', parts: all })),
    ),
  }
}).filter

describe('the filter language', () => {
  it('reads back what it prints', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(parsed(printFilter(filter))).toEqual(filter)
      }),
      { numRuns: 500 },
    )
  })

  it('means the same after a round trip, and keeps to the laws of logic', () => {
    const run = subject()
    fc.assert(
      fc.property(filters, filters, (a, b) => {
        expect(filterTest(parsed(printFilter(a)))(run)).toBe(filterTest(a)(run))
        const not = (part: Filter): Filter => ({ kind: 'not', part })
        const whole = filterTest(not({ kind: 'and', parts: [a, b] }))(run)
        expect(whole).toBe(filterTest({ kind: 'or', parts: [not(a), not(b)] })(run))
      }),
      { numRuns: 500 },
    )
  })

  it('answers any text at all with a filter or a place inside it', () => {
    const pieces = fc.array(fc.constantFrom('layers', 'test.accuracy', 'tag', '=', '!=', '!', '<', '>=', ':', '(', ')', '"', 'AND', 'OR', 'NOT', '0.3', '30%', ' ', 'é', '\\'), { maxLength: 12 })
    fc.assert(
      fc.property(fc.oneof(pieces.map((all) => all.join(' ')), pieces.map((all) => all.join('')), fc.string()), (text) => {
        const result = parseFilter(text)
        if (result.kind === 'ok') return
        const { start, end } = result.problem.span
        expect(start).toBeGreaterThanOrEqual(0)
        expect(end).toBeLessThanOrEqual(text.length)
        expect(start).toBeLessThanOrEqual(end)
        expect(result.problem.message).toMatch(/\.$|\?$/)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('completeFilter', () => {
  const offers = (text: string, known = {}) => completeFilter(text, text.length, known).map((one) => one.insert)

  it('offers fields, then operators, then values, then how to go on', () => {
    expect(offers('test.acc')).toEqual(['test.accuracy'])
    expect(offers('test.accuracy ')).toContain('>=')
    expect(offers('status = ')).toContain('completed')
    expect(offers('tag = b', { tag: ['baseline', 'big one', 'other'] })).toEqual(['baseline', '"big one"'])
    expect(offers('status = completed ')).toEqual(['AND', 'OR'])
    expect(offers('status = completed AND la')).toEqual(['layers'])
    expect(offers('(')).toContain('NOT')
  })

  it('replaces what is being written', () => {
    expect(completeFilter('layers = 2 AND te', 17)[0]).toMatchObject({ insert: 'test.loss', span: { start: 15, end: 17 } })
  })

  it('offers only what parses', () => {
    const known = { tag: ['a "b" c'] }
    for (const text of ['', 'layers ', 'status = ', 'tag = ', 'tag : ']) {
      for (const insert of offers(text, known)) {
        const result = parseFilter(`${text}${insert}`)
        if (result.kind === 'bad') expect(result.problem.message).toMatch(/^(Say what .* is compared with|A condition is missing here)/)
      }
    }
  })
})
