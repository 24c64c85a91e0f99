import { expect, it } from 'vitest'
import { study } from './fixtures/study'
import { unknownFields } from './unknown-fields'

it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('tells of a field %s, which every object inherits', (name) => {
  const design = study()
  const document: unknown = JSON.parse(JSON.stringify(design).replace(/}$/, `,"${name}":1}`))
  expect(unknownFields(document, design)).toMatchObject([{ path: name }])
  expect(unknownFields(JSON.parse(JSON.stringify(design)), design)).toEqual([])
})
