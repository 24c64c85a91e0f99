import { queueFormat } from '@shared/workspace/workspace-file'
import type { QueueFile } from '@shared/workspace/workspace-file'
import { readJson } from '../files/read-json'
import { writeJson } from '../files/write-atomic'
import type { Workspace } from '../workspace/workspace'
import { withFileLock } from './run-lock-file'

/**
 * queue.json: what waits, in order, in this program and in others. Changes follow one another, by a lock between programs;
 * each starts from what is on disk.
 */
export class RunQueue {
  private last: Promise<unknown> = Promise.resolve()

  constructor(private readonly workspace: Workspace) {}

  async read(): Promise<QueueFile> {
    return (await readJson(this.workspace.queueFile, queueFormat, 'workspace-unavailable')) ?? { version: 1, paused: false, runs: [] }
  }

  /** Writes what `change` makes of the queue; nothing is written where it changes nothing. */
  change(change: (queue: QueueFile) => QueueFile): Promise<QueueFile> {
    const next = this.last.then(() =>
      withFileLock(`${this.workspace.queueFile}.lock`, 'the queue', async () => {
        const before = await this.read()
        const after = change(before)
        if (JSON.stringify(after) !== JSON.stringify(before)) await writeJson(this.workspace.queueFile, after)
        return after
      }),
    )
    this.last = next.catch(() => undefined)
    return next
  }

  add(id: string): Promise<QueueFile> {
    return this.change((queue) => ({ ...queue, runs: [...queue.runs.filter((one) => one !== id), id] }))
  }

  remove(id: string): Promise<QueueFile> {
    return this.change((queue) => ({ ...queue, runs: queue.runs.filter((one) => one !== id) }))
  }

  /** `place` is 0-based; beyond the end means last. */
  move(id: string, place: number): Promise<QueueFile> {
    return this.change((queue) => {
      if (!queue.runs.includes(id)) return queue
      const others = queue.runs.filter((one) => one !== id)
      return { ...queue, runs: [...others.slice(0, place), id, ...others.slice(place)] }
    })
  }
}
