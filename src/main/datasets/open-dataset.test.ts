import { expect, it } from 'vitest'
import { withRecent } from './open-dataset'

const file = (path: string) => ({ id: `d-${path}`, name: path, path })

it('lists the file opened last first, and each file once', () => {
  expect(withRecent([file('a'), file('b'), file('c')], file('c')).map((one) => one.path)).toEqual(['c', 'a', 'b'])
})

it('lists at most ten files', () => {
  const recent = Array.from({ length: 10 }, (_, index) => file(String(index)))
  expect(withRecent(recent, file('new')).map((one) => one.path)).toEqual(['new', '0', '1', '2', '3', '4', '5', '6', '7', '8'])
})
