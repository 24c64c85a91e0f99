import { join } from 'node:path'
import type { RunEvent } from '@core/runs/run-verbs'
import type { WorkspaceHost } from '../workspace/workspace-host'

export interface LiveEventOptions {
  readonly host: Pick<WorkspaceHost, 'current' | 'activeRuns'>
  /** Whether the person has switched it on; asked for each run as it begins to train. */
  readonly wanted: () => boolean
  readonly log: (line: string) => void
}

export interface LiveEvents {
  readonly heard: (event: RunEvent) => void
  /** Ends all that is written, and waits until what was told of stands in the files. From then on nothing more is begun. Never throws. */
  readonly close: () => Promise<void>
}

/** Folder of a workspace where event files of its runs are written while they train. */
export const liveFolder = (workspace: string): string => join(workspace, 'tensorboard')

/**
 * TensorBoard's event files of the runs that this program trains, written while they train, where that is switched on. What cannot be
 * written is logged; the training knows nothing of it.
 */
export function liveEvents({ host, wanted, log }: LiveEventOptions): LiveEvents {
  const followed = new Map<string, Promise<(() => Promise<void>) | null>>()
  /** On their way to the end: a run may end just before the program does. */
  const ending = new Set<Promise<unknown>>()
  let closed = false
  const say = (id: string) => (thrown: unknown) => {
    log(`TensorBoard files of ${id}: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
    return null
  }
  const end = (id: string): void => {
    const following = followed.get(id)
    if (following === undefined) return
    followed.delete(id)
    const ended = following
      .then((stop) => stop?.())
      .catch(say(id))
      .finally(() => ending.delete(ended))
    ending.add(ended)
  }
  return {
    heard: (event) => {
      if (event.kind === 'removed') {
        end(event.id)
        return
      }
      if (event.kind !== 'changed' || event.entry.kind !== 'run') return
      const { id, status } = event.entry.record
      const training = status === 'training' || status === 'evaluating'
      if (!training) {
        end(id)
        return
      }
      if (closed || followed.has(id) || status !== 'training' || !wanted() || !host.activeRuns().some((run) => run.id === id)) return
      const { exports, workspace } = host.current()
      followed.set(id, exports.followTensorBoard(id, liveFolder(workspace.dir), true).catch(say(id)))
    },
    close: async () => {
      closed = true
      for (const id of [...followed.keys()]) end(id)
      await Promise.all(ending)
    },
  }
}
