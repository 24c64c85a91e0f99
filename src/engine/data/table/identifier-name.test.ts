import { expect, it } from 'vitest'
import { isIdentifierName } from './identifier-name'

it.each(['id', 'ID', 'track_id', 'Track-ID', 'customer id', 'CustomerId', 'customerID', 'rowUuid', 'index', 'row_index', 'foreignKey'])('takes %s for the name of an identifier', (name) => {
  expect(isIdentifierName(name)).toBe(true)
})

it.each(['humid', 'PAID', 'Paid', 'acid', 'monkey', 'Monkey', 'KEY_SIGNATURE', 'tempo', 'identity', 'I', ''])('takes %s for no identifier', (name) => {
  expect(isIdentifierName(name)).toBe(false)
})
