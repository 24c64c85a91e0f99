import type { BrowserWindow } from 'electron'
import type { RunEvent } from '@core/runs/run-verbs'
import { assertNever } from '@shared/assert-never'
import type { EventName, PayloadOf } from '@shared/ipc/contract'
import { paceRuns } from './run-pace'

export interface WindowMessages {
  /** Tells the window; nothing happens while there is none. */
  readonly tell: <E extends EventName>(name: E, payload: PayloadOf<E>) => void
  /** Tells it of a run, at most ten times a second a run. */
  readonly tellRun: (event: RunEvent) => void
}

/** The one place where messages go out to the window. */
export function windowMessages(window: () => BrowserWindow | null): WindowMessages {
  const tell: WindowMessages['tell'] = (name, payload) => {
    const ours = window()
    if (ours === null || ours.isDestroyed() || ours.webContents.isDestroyed()) return
    ours.webContents.send(name, payload)
  }
  return {
    tell,
    tellRun: paceRuns((event) => {
      switch (event.kind) {
        case 'changed':
          return tell('runs:changed', event.entry)
        case 'removed':
          return tell('runs:removed', { id: event.id })
        case 'epochs':
          return tell('runs:epochs', { id: event.id, metrics: event.metrics })
        case 'progress':
          return tell('runs:progress', { id: event.id, progress: event.progress })
        default:
          return assertNever(event)
      }
    }),
  }
}
