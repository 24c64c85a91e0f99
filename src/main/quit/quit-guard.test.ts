import { describe, expect, it } from 'vitest'
import { QuitGuard } from './quit-guard'
import type { QuitChoice } from './quit-guard'

function guarded(runs: number, choice: QuitChoice) {
  const seen = { asked: 0, hidden: 0, ended: 0 }
  const world = { runs }
  const guard = new QuitGuard({
    activeRuns: () => world.runs,
    ask: () => {
      seen.asked++
      return Promise.resolve(choice)
    },
    hideWindow: () => void seen.hidden++,
    end: () => void seen.ended++,
  })
  return { guard, seen, world }
}

describe('quitting', () => {
  it('asks nothing when nothing trains', async () => {
    const { guard, seen } = guarded(0, 'cancel')
    await guard.request()
    expect(seen).toEqual({ asked: 0, hidden: 0, ended: 1 })
    expect(guard.ending).toBe(true)
  })

  it('ends when the runs are to be stopped and kept', async () => {
    const { guard, seen } = guarded(2, 'stop')
    await guard.request()
    expect(seen).toEqual({ asked: 1, hidden: 0, ended: 1 })
  })

  it('stays when cancelled, and asks again the next time', async () => {
    const { guard, seen } = guarded(1, 'cancel')
    await guard.request()
    await guard.request()
    expect(seen).toEqual({ asked: 2, hidden: 0, ended: 0 })
    expect(guard.ending).toBe(false)
  })

  it('goes on in the background until the last run has ended', async () => {
    const { guard, seen, world } = guarded(2, 'background')
    await guard.request()
    world.runs = 1
    guard.runsChanged()
    expect(seen).toEqual({ asked: 1, hidden: 1, ended: 0 })
    world.runs = 0
    guard.runsChanged()
    guard.runsChanged()
    expect(seen.ended).toBe(1)
  })

  it('ends at once when the last run ended while the question stood', async () => {
    const { guard, seen, world } = guarded(1, 'background')
    const asked = guard.request()
    world.runs = 0
    await asked
    expect(seen.ended).toBe(1)
  })

  it('stays when the window is wanted again', async () => {
    const { guard, seen, world } = guarded(1, 'background')
    await guard.request()
    guard.windowShown()
    world.runs = 0
    guard.runsChanged()
    expect(seen.ended).toBe(0)
  })

  it('asks once, however often it is asked', async () => {
    const { guard, seen } = guarded(1, 'stop')
    await Promise.all([guard.request(), guard.request(), guard.request()])
    expect(seen).toEqual({ asked: 1, hidden: 0, ended: 1 })
  })
})
