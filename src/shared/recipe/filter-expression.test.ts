import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOfFilter, parseFilter } from './filter-expression'

describe('a filter expression', () => {
  it('is read with the usual precedence', () => {
    expect(parseFilter(`a = 1 or b < -2.5e3 and not "my ""column""" != 'it''s'`)).toEqual({
      kind: 'or',
      left: { kind: 'compare', column: 'a', operator: '=', value: 1 },
      right: {
        kind: 'and',
        left: { kind: 'compare', column: 'b', operator: '<', value: -2500 },
        right: { kind: 'not', condition: { kind: 'compare', column: 'my "column"', operator: '!=', value: "it's" } },
      },
    })
    expect(parseFilter('(x is missing OR y not in (1, \'a\')) AND z contains \'q\'')).toMatchObject({ kind: 'and', left: { kind: 'or' }, right: { kind: 'contains', text: 'q' } })
    expect(columnsOfFilter(parseFilter('a = 1 and (b is not missing or a > 2) and größe >= 3'))).toEqual(['a', 'b', 'größe'])
  })

  it.each([
    ['a =', /a number, or a text .* character 4/],
    ['a = 1 b = 2', /nothing more .* character 7/],
    ['a; DROP TABLE t', /";" is not expected at character 2/],
    ['(a = 1', /closing parenthesis/],
    ['a is 3', /"missing" is expected/],
    ['and = 1', /name of a column/],
    ["a = 'open", /"'" is not expected/],
    ['', /name of a column/],
    ['('.repeat(500), /too many parentheses/],
    ['not '.repeat(500) + 'a = 1', /too many parentheses/],
  ])('is refused with the place of the fault: %s', (expression, message) => {
    expect(() => parseFilter(expression)).toThrow(message)
  })

  it('never fails but with its own error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        try {
          parseFilter(text)
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'recipe-invalid' })
        }
      }),
    )
  })
})
