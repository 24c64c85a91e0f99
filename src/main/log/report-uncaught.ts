import { app, clipboard, dialog } from 'electron'
import { toEnvelope } from '@shared/errors'
import type { Log } from './rotating-log'

/**
 * Logs what nobody caught in main, and shows each such error once, with a way to copy it. The program goes on.
 * Answers the same for an error at hand; its promise settles when the person has seen it.
 */
export function reportUncaught(log: Log): (thrown: unknown) => Promise<void> {
  const shown = new Set<string>()
  const report = async (thrown: unknown) => {
    const envelope = toEnvelope(thrown)
    log('error', 'Uncaught:', thrown)
    if (shown.has(envelope.message)) return
    shown.add(envelope.message)
    if (app.isReady()) await show(envelope.message, JSON.stringify(envelope, null, 2))
  }
  process.on('uncaughtException', (thrown) => void report(thrown))
  process.on('unhandledRejection', (thrown) => void report(thrown))
  return report
}

async function show(message: string, details: string): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: 'Something went wrong inside Crossfade.',
    detail: `${message}\n\nRuns that are training are not affected. The log has the details.`,
    buttons: ['Copy details', 'Close'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  })
  if (response === 0) clipboard.writeText(details)
}
