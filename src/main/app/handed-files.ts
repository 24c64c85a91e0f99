import type { WindowMessages } from '../ipc/window-messages'

export interface HandedFiles {
  /** Files that the system handed over, before there is a window or with one. */
  readonly add: (paths: readonly string[]) => void
  /** Those that nobody has taken yet, in order. */
  readonly take: () => readonly string[]
  /** From now on the window is told. */
  readonly tellThrough: (messages: WindowMessages) => void
}

/** Keeps files handed over until the window takes them: a file that arrives before the page is there is not lost, nor opened twice. */
export function handedFiles(): HandedFiles {
  let waiting: string[] = []
  let messages: WindowMessages | null = null
  return {
    add: (paths) => {
      waiting = [...waiting.filter((path) => !paths.includes(path)), ...paths]
      if (paths.length > 0) messages?.tell('experiments:arrived', { files: waiting.length })
    },
    take: () => {
      const taken = waiting
      waiting = []
      return taken
    },
    tellThrough: (given) => {
      messages = given
    },
  }
}
