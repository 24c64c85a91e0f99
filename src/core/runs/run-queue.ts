import { queueFormat } from '@shared/workspace/workspace-file'
import type { QueueFile } from '@shared/workspace/workspace-file'
import { readJson } from '../files/read-json'
import { writeJson } from '../files/write-atomic'
import type { Workspace } from '../workspace/workspace'

/** queue.json: what waits, in order. Changes follow one another; each starts from what is on disk, since others write it too. */
export class RunQueue {
  private last: Promise<unknown> = Promise.resolve()

  constructor(private readonly workspace: Workspace) {}

  async read(): Promise<QueueFile> {
    return (await readJson(this.workspace.queueFile, queueFormat, 'workspace-unavailable')) ?? { version: 1, paused: false, runs: [] }
  }

  /** Writes what `change` makes of the queue; nothing is written where it changes nothing. */
  change(change: (queue: QueueFile) => QueueFile): Promise<QueueFile> {
    const next = this.last.then(async () => {
      const before = await this.read()
      const after = change(before)
      if (JSON.stringify(after) !== JSON.stringify(before)) await writeJson(this.workspace.queueFile, after)
      return after
    })
    this.last = next.catch(() => undefined)
    return next
  }

  add(id: string): Promise<QueueFile> {
    return this.change((queue) => ({ ...queue, runs: [...queue.runs.filter((one) => one !== id), id] }))
  }

  remove(id: string): Promise<QueueFile> {
    return this.change((queue) => ({ ...queue, runs: queue.runs.filter((one) => one !== id) }))
  }
}
