import type { Page } from 'playwright/test'

/** Begins to note the longest pause of the page: the time between two of its heartbeats. */
export async function watchPauses(page: Page): Promise<void> {
  await page.evaluate(() => {
    const state = { longest: 0, last: performance.now() }
    Object.assign(window, { pauses: state })
    const channel = new MessageChannel()
    channel.port1.onmessage = () => {
      const now = performance.now()
      state.longest = Math.max(state.longest, now - state.last)
      state.last = now
      setTimeout(() => channel.port2.postMessage(null), 4)
    }
    channel.port2.postMessage(null)
  })
}

/** The longest pause since the last call, in ms. */
export const readPauses = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const { pauses } = window as unknown as { pauses: { longest: number; last: number } }
    const { longest } = pauses
    Object.assign(pauses, { longest: 0, last: performance.now() })
    return Math.round(longest)
  })
