import { describe, expect, it } from 'vitest'
import { HeldProcess } from './held-process'

/** Processes as they were started, each of which can die. */
function starting() {
  const begun: { running: boolean; stop: () => Promise<void> }[] = []
  const held = new HeldProcess(() => {
    const one = {
      running: true,
      stop: () => {
        one.running = false
        return Promise.resolve()
      },
    }
    begun.push(one)
    return Promise.resolve(one)
  })
  return { begun, held }
}

describe('HeldProcess', () => {
  it('starts a dead process anew once, however many ask at the same time', async () => {
    const { begun, held } = starting()
    await held.get()
    for (const one of begun) one.running = false
    const [a, b] = await Promise.all([held.get(), held.get()])
    expect(begun).toHaveLength(2)
    expect(a).toBe(b)
    expect(a.running).toBe(true)
  })

  it('tries again after a start that failed', async () => {
    let starts = 0
    const held = new HeldProcess(() => (++starts === 1 ? Promise.reject(new Error('no room')) : Promise.resolve({ running: true, stop: () => Promise.resolve() })))
    await expect(held.ready).rejects.toThrow('no room')
    expect((await held.get()).running).toBe(true)
    expect(starts).toBe(2)
  })

  it('ends the process, also one that is asked for while it closes', async () => {
    const { begun, held } = starting()
    const asked = held.get()
    await held.close()
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' })
    await expect(held.get()).rejects.toMatchObject({ code: 'cancelled' })
    expect(begun.map(({ running }) => running)).toEqual([false])
  })
})
