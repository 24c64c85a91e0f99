import { describe } from 'vitest'
import { manyCases } from '../fixtures/equivalence-cases'
import { expectEquivalent } from '../fixtures/expect-equivalent'

describe('graph and xla compute what eager does, over all pairs of layer, activation, loss and optimiser', () => {
  expectEquivalent(manyCases())
})
