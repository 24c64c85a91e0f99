import { describe, expect, it } from 'vitest'
import { OngoingWork } from './ongoing-work'

/** Work that ends when it is told to, and says so. */
const patient = (signal: AbortSignal) => new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('ended early')))

describe('ongoing work', () => {
  it('ends the older work of a kind when a newer begins, and leaves other kinds alone', async () => {
    const ongoing = new OngoingWork()
    const opening = ongoing.only('open', patient)
    const first = ongoing.only('audit', patient)
    const second = ongoing.only('audit', patient)
    expect(await first).toBe('ended early')
    ongoing.cancel('audit')
    expect(await second).toBe('ended early')
    ongoing.cancel('open')
    expect(await opening).toBe('ended early')
  })

  it('cancels nothing where nothing is going on, also after a failure', async () => {
    const ongoing = new OngoingWork()
    ongoing.cancel('plan')
    await expect(ongoing.only('plan', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    ongoing.cancel('plan')
    expect(await ongoing.only('plan', () => Promise.resolve(1))).toBe(1)
  })

  it('does not end the newer work when the older one comes to its end', async () => {
    const ongoing = new OngoingWork()
    const older = ongoing.only('open', patient)
    let ended = false
    const newer = ongoing.only('open', (signal) => {
      signal.addEventListener('abort', () => (ended = true))
      return older.then(() => 'done')
    })
    expect([await newer, ended]).toEqual(['done', false])
  })
})
