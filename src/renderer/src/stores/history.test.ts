import { describe, expect, it } from 'vitest'
import { changed, redone, startHistory, undone } from './history'

describe('history', () => {
  it('goes back and forth', () => {
    const edited = changed(changed(startHistory('a'), 'b', null, 0), 'c', null, 1)
    expect(undone(edited).present).toBe('b')
    expect(undone(undone(edited)).present).toBe('a')
    expect(redone(undone(edited)).present).toBe('c')
    expect(redone(edited)).toBe(edited)
    expect(undone(startHistory('a')).present).toBe('a')
  })

  it('forgets the future when something else is done', () => {
    const other = changed(undone(changed(startHistory('a'), 'b', null, 0)), 'x', null, 1)
    expect(redone(other).present).toBe('x')
    expect(undone(other).present).toBe('a')
  })

  it('takes quick changes of one thing as one step', () => {
    const typed = changed(changed(changed(startHistory('1'), '12', 'epochs', 100), '120', 'epochs', 400), '1200', 'epochs', 900)
    expect(undone(typed).present).toBe('1')
  })

  it('keeps slow changes and changes of other things apart', () => {
    const slow = changed(changed(startHistory('1'), '2', 'epochs', 0), '3', 'epochs', 5000)
    expect(undone(slow).present).toBe('2')
    const other = changed(changed(startHistory('1'), '2', 'epochs', 0), '3', 'units', 10)
    expect(undone(other).present).toBe('2')
  })

  it('adds no step for no change, and remembers 200 at most', () => {
    expect(changed(startHistory('a'), 'a', null, 0).past).toHaveLength(0)
    let long = startHistory(0)
    for (let i = 1; i <= 300; i++) long = changed(long, i, null, i * 10_000)
    expect(long.past).toHaveLength(200)
  })
})
