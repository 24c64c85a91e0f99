import { describe, expect, it } from 'vitest'
import { runPlaces } from './run-places'

const [first, second, third] = ['r-20261123-030000-aaaaa', 'r-20261123-040000-aaaaa', 'r-20261124-010000-aaaaa']

describe('runPlaces', () => {
  it('goes by the time of creation, in whatever order runs become known', () => {
    const places = runPlaces([third, first, second], [])
    expect([first, second, third].map((id) => places.get(id))).toEqual([0, 1, 2])
  })
  it('leaves the places of others where they were when a run is deleted, and after a restart', () => {
    expect(runPlaces([third, second], [first]).get(third)).toBe(2)
  })
  it('gives a restored run its own place back', () => {
    expect(runPlaces([third, second, first], [first]).get(first)).toBe(0)
    expect(runPlaces([third, second, first], [first]).get(third)).toBe(2)
  })
})
