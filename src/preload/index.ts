import './strict-zod'
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { buildApi } from './build-api'

/** Before Electron 32 a File of the page carries its path itself. */
interface FileWithPath extends File {
  readonly path?: string
}

function pathOf(file: unknown): string | null {
  // A plain object with a `path` must not pass: the page could name any file of the computer with it.
  if (!(file instanceof File)) return null
  const utils = webUtils as typeof webUtils | undefined
  const path = typeof utils?.getPathForFile === 'function' ? utils.getPathForFile(file) : (file as FileWithPath).path
  return path === undefined || path === '' ? null : path
}

contextBridge.exposeInMainWorld(
  'crossfade',
  buildApi({
    invoke: (channel, argument) => ipcRenderer.invoke(channel, argument) as Promise<unknown>,
    listen: (event, listener) => {
      const received = (_event: unknown, payload: unknown) => listener(payload)
      ipcRenderer.on(event, received)
      return () => {
        ipcRenderer.removeListener(event, received)
      }
    },
    pathOf,
  }),
)
