import { describe, expect, it } from 'vitest'
import { KeptSessions, mostBytes, mostKept } from './kept-sessions'

/** Says what was disposed of, in order. */
function setUp() {
  const gone: string[] = []
  const kept = new KeptSessions<{ readonly name: string; dispose(): void }>()
  return { gone, kept, session: (name: string) => ({ name, dispose: () => gone.push(name) }) }
}

describe('sessions that wait', () => {
  it('are taken by their key, once each', () => {
    const { kept, session } = setUp()
    kept.give('a', session('first'), 1)
    kept.give('a', session('second'), 1)
    expect(kept.take('b')).toBeNull()
    expect([kept.take('a')?.name, kept.take('a')?.name, kept.take('a')]).toEqual(['first', 'second', null])
  })

  it('go when there are too many, the longest waiting first; one that is used again waits anew', () => {
    const { kept, session, gone } = setUp()
    for (let index = 0; index < mostKept; index++) kept.give(`k${index}`, session(`s${index}`), 1)
    const again = kept.take('k0')
    if (again !== null) kept.give('k0', again, 1)
    expect(gone).toEqual([])
    kept.give('one more', session('one more'), 1)
    expect(gone).toEqual(['s1'])
  })

  it('go when they hold too much together, but one that holds too much alone goes itself', () => {
    const { kept, session, gone } = setUp()
    kept.give('a', session('a'), mostBytes / 2)
    kept.give('b', session('b'), mostBytes / 2)
    kept.give('c', session('c'), 1)
    expect(gone).toEqual(['a'])
    kept.give('d', session('d'), mostBytes + 1)
    expect(gone).toEqual(['a', 'd'])
  })
})
