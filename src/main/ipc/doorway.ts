import { ipcMain } from 'electron'
import type { BrowserWindow, IpcMainInvokeEvent } from 'electron'
import { requests } from '@shared/ipc/contract'
import type { Channel } from '@shared/ipc/contract'
import type { ErrorEnvelope } from '@shared/errors'
import { isAppUrl } from '../window/app-url'
import { answer, refuse } from './answer'
import type { RequestHandlers } from './answer'

export interface DoorwayOptions {
  readonly window: () => BrowserWindow | null
  /** Where the page of the development server lies, if there is one. */
  readonly devServer: string | null
  readonly onRefused: (channel: Channel, from: string) => void
  readonly onBug: (channel: Channel, error: ErrorEnvelope) => void
}

/** The one place where requests come in. Answers how to close it. */
export function openDoorway(handlers: RequestHandlers, options: DoorwayOptions): () => void {
  const channels = Object.keys(requests) as Channel[]
  for (const channel of channels) {
    ipcMain.handle(channel, (event, argument: unknown) => {
      if (!isOurs(event, options)) {
        options.onRefused(channel, event.senderFrame?.url ?? 'a frame that is gone')
        return refuse('The request did not come from the window of Crossfade.')
      }
      return answer(channel, argument, handlers, options.onBug)
    })
  }
  return () => channels.forEach((channel) => ipcMain.removeHandler(channel))
}

/** The top frame of our window, showing our page: no other frame, no other window, no page it was led to. */
function isOurs(event: IpcMainInvokeEvent, { window, devServer }: DoorwayOptions): boolean {
  const ours = window()
  const frame = event.senderFrame
  if (ours === null || ours.isDestroyed() || frame === null) return false
  return event.sender.id === ours.webContents.id && frame === ours.webContents.mainFrame && isAppUrl(frame.url, devServer)
}
