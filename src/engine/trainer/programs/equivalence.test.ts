import { describe } from 'vitest'
import { fewCases } from '../fixtures/equivalence-cases'
import { expectEquivalent } from '../fixtures/expect-equivalent'

describe('graph and xla compute what eager does', () => {
  expectEquivalent(fewCases())
})
