import type { App } from 'vue'
import { toEnvelope } from '@shared/errors'
import { api } from '../api/crossfade'
import { useAppStore } from '../stores/app'

/** What nobody caught is a bug: it is logged by main and shown once, with its details to copy. */
export function reportUncaught(app: App): void {
  const seen = new Set<string>()
  function report(thrown: unknown): void {
    const envelope = toEnvelope(thrown)
    if (seen.has(envelope.message)) return
    seen.add(envelope.message)
    const store = useAppStore()
    store.notify({
      tone: 'error',
      text: `Something went wrong inside Crossfade: ${envelope.message}`,
      details: JSON.stringify(envelope, null, 2),
    })
    const report = { message: envelope.message.slice(0, 10_000) }
    api.reportError(envelope.stack === undefined ? report : { ...report, stack: envelope.stack.slice(0, 50_000) }).catch(() => undefined)
  }
  app.config.errorHandler = report
  window.addEventListener('error', (event) => {
    // Chromium reports a resize observer that needs another frame as an error; nothing is wrong then.
    if (!event.message.startsWith('ResizeObserver loop')) report(event.error ?? new Error(event.message))
  })
  window.addEventListener('unhandledrejection', (event) => report(event.reason))
}
