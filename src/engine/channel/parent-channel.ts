/** The way to the process that started this one: Electron's parentPort in a utility process, Node's IPC channel in a fork. */
export interface ParentChannel {
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
}

/** What Electron adds to `process` in a utility process. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: { readonly data: unknown }) => void): void
}

/** The channel of this process. It ends the process when the parent is gone: an orphan must not go on writing. */
export function openParentChannel(): ParentChannel {
  const port = (process as unknown as { readonly parentPort?: ParentPort }).parentPort
  if (port !== undefined) {
    // Electron ends a utility process together with main, so there is no closing to listen for.
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', (message) => listener(message.data)),
    }
  }
  process.on('disconnect', () => process.exit(0))
  return {
    send: (message) => {
      if (process.connected) process.send?.(message)
    },
    onMessage: (listener) => process.on('message', listener),
  }
}
