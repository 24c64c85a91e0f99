import { app } from 'electron'
import type { Log } from '../log/rotating-log'

type Step = readonly [name: string, close: () => void | Promise<void>]

/** Milliseconds for all steps. A trainer gets 5 s to write its checkpoint; the rest is in reserve. */
const patienceMs = 30_000

/** Takes the program apart, step by step, and ends it. A step that fails or hangs does not keep it alive. */
export async function shutDown(log: Log, steps: readonly Step[]): Promise<void> {
  const timer = setTimeout(() => {
    log('error', `Shutting down took more than ${patienceMs / 1000} s; ending now.`)
    app.exit(1)
  }, patienceMs)
  for (const [name, close] of steps) {
    try {
      await close()
    } catch (thrown) {
      log('error', `Shutting down (${name}):`, thrown)
    }
  }
  clearTimeout(timer)
  log('info', 'Ended.')
  app.exit(0)
}
