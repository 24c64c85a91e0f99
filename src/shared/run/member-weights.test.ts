import { expect, it } from 'vitest'
import { changedMembers, changedMembersLine, memberWeightsOf } from './member-weights'

const saved = (best: string) => ({ weights: { best, last: 'z' } })
const members = ['r-20260811-120000-aaaaa', 'r-20260811-120000-bbbbb', 'r-20260811-120000-ccccc']

it('names the members whose best weights are others than those that were scored', () => {
  const ensemble = { members, memberWeights: memberWeightsOf([saved('a'), { weights: null }, saved('c')]) }
  expect(ensemble.memberWeights).toEqual(['a', null, 'c'])
  expect(changedMembers(ensemble, [saved('a'), { weights: null }, saved('c')])).toEqual([])
  expect(changedMembers(ensemble, [saved('x'), { weights: null }, saved('y')])).toEqual([members[0], members[2]])
})

it('says nothing of a member that is away, or of an ensemble that does not tell its weights', () => {
  expect(changedMembers({ members, memberWeights: ['a', 'b', 'c'] }, [null, saved('b'), saved('c')])).toEqual([])
  expect(changedMembers({ members }, [saved('x'), saved('y'), saved('z')])).toEqual([])
})

it('tells what to do in one line', () => {
  expect(changedMembersLine('r-1', [])).toBeNull()
  expect(changedMembersLine('r-1', ['r-2'])).toContain('Its member r-2 was trained on since')
  expect(changedMembersLine('r-1', ['r-2', 'r-3'])).toContain('Its members r-2, r-3 were trained on since')
})
