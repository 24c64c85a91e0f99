import { openExperimentFile } from '@core/experiments/open-experiment-file'
import { toEnvelope } from '@shared/errors'
import type { OpenedExperiment } from '@shared/ipc/requests/experiments'
import type { RequestHandlers } from '../ipc/answer'
import type { WindowMessages } from '../ipc/window-messages'
import type { WorkspaceHost } from '../workspace/workspace-host'

export interface HandedFiles {
  /** Files that the system handed over, before there is a window or with one. */
  readonly add: (paths: readonly string[]) => void
  readonly handlers: (host: WorkspaceHost) => Pick<RequestHandlers, 'experiments:take'>
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
    tellThrough: (given) => {
      messages = given
    },
    handlers: (host) => ({
      'experiments:take': async () => {
        const taken = waiting
        waiting = []
        const opened: OpenedExperiment[] = []
        for (const path of taken) {
          try {
            const file = await openExperimentFile(path, (table, reading) => host.current().datasets.open(table, reading))
            opened.push({ kind: 'opened', path, ...file })
          } catch (thrown) {
            opened.push({ kind: 'failed', path, error: toEnvelope(thrown) })
          }
        }
        return opened
      },
    }),
  }
}
