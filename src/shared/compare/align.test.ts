import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { align } from './align'

const equal = (a: string, b: string) => (a === b ? 1 : 0)
const rows = (...sequences: string[]) => align(sequences.map((text) => [...text]), equal).map((slot) => slot.map((item) => item ?? '-').join(''))

describe('align', () => {
  it('puts equal items side by side and leaves gaps for the others', () => {
    expect(rows('abcd', 'abxd')).toEqual(['aa', 'bb', 'c-', '-x', 'dd'])
  })

  it('takes the longest common subsequence, not the first match', () => {
    expect(rows('bac', 'abac')).toEqual(['-a', 'bb', 'aa', 'cc'])
  })

  it('aligns more than two, against the slots of all before', () => {
    expect(rows('ad', 'abd', 'bcd')).toEqual(['aa-', '-bb', '--c', 'ddd'])
  })

  it('prefers what is more alike', () => {
    const slots = align([[256], [128, 256]], (a, b) => (a === b ? 3 : 1))
    expect(slots).toEqual([
      [null, 128],
      [256, 256],
    ])
  })

  it('does with nothing', () => {
    expect(align([], equal)).toEqual([])
    expect(align([['a'], []], equal)).toEqual([['a', null]])
  })

  it('keeps every item of every sequence, in order', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 })
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (sequences) => {
        const slots = align(sequences, equal)
        sequences.forEach((sequence, i) => expect(slots.map((slot) => slot[i] ?? null).filter((item) => item !== null)).toEqual(sequence))
        for (const slot of slots) expect(new Set(slot.filter((item) => item !== null)).size).toBe(1)
      }),
    )
  })
})
