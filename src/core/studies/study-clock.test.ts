import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { StudyClock } from './study-clock'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('the time of a study', () => {
  it('adds up over its stretches and stands still between them', () => {
    const clock = new StudyClock(30_000)
    clock.start()
    vi.advanceTimersByTime(45_000)
    expect(clock.workedMs).toBe(75_000)
    clock.stop()
    vi.advanceTimersByTime(10_000)
    expect(clock.workedMs).toBe(75_000)
    expect([clock.isOver(1), clock.isOver(2), clock.isOver(undefined)]).toEqual([true, false, false])
  })

  it('rings once its minutes were worked, those of earlier stretches counted', () => {
    const clock = new StudyClock(30_000)
    const bell = vi.fn()
    clock.start()
    clock.ring(1, bell)
    vi.advanceTimersByTime(29_000)
    expect(bell).not.toHaveBeenCalled()
    vi.advanceTimersByTime(2000)
    expect(bell).toHaveBeenCalledTimes(1)
  })

  it('rings by the minutes that were set last, beyond what a timer holds, and not after the end', () => {
    const clock = new StudyClock(0)
    const [early, late, never] = [vi.fn(), vi.fn(), vi.fn()]
    clock.start()
    clock.ring(1, early)
    const days = 40 * 24 * 60
    clock.ring(days, late)
    vi.advanceTimersByTime(days * 60_000 - 1000)
    expect(late).not.toHaveBeenCalled()
    vi.advanceTimersByTime(2000)
    expect([early, late].map((bell) => bell.mock.calls.length)).toEqual([0, 1])
    clock.ring(days + 1, never)
    clock.stop()
    vi.advanceTimersByTime(120_000)
    expect(never).not.toHaveBeenCalled()
  })
})
