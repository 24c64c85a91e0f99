import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { queueFormat } from '@shared/workspace/workspace-file'
import type { QueueFile } from '@shared/workspace/workspace-file'
import { readJson } from '../files/read-json'
import { writeJson } from '../files/write-atomic'
import type { Workspace } from '../workspace/workspace'
import { isAtWork, readRunLock, withFileLock } from './run-lock-file'

/**
 * queue.json: what waits, in order, in this program and in others. Changes follow one another, by a lock between programs;
 * each starts from what is on disk.
 */
export class RunQueue {
  private last: Promise<unknown> = Promise.resolve()

  constructor(private readonly workspace: Workspace) {}

  async read(): Promise<QueueFile> {
    try {
      return (await readJson(this.workspace.queueFile, queueFormat, 'workspace-unavailable')) ?? { version: 1, paused: false, runs: [] }
    } catch (thrown) {
      const why = thrown instanceof CrossfadeError ? thrown.message : String(thrown)
      throw new CrossfadeError('workspace-unavailable', `${why} Until then nothing is trained: mend the file, or rename or delete it. What waited there is put back with: crossfade resume RUN`)
    }
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

  /**
   * Takes those of `mine` out of the queue whose turn it is: as many as have room beside what is at work in all programs on the workspace, in
   * the order of the queue. A run before them that another living program waits with keeps its place.
   */
  async claim(mine: ReadonlySet<string>): Promise<{ readonly queue: QueueFile; readonly begun: readonly string[] }> {
    // How many train at once may have been changed by another program.
    await this.workspace.refresh()
    const seen = await this.read()
    if (this.turns(seen, mine).length === 0) return { queue: seen, begun: [] }
    let begun: readonly string[] = []
    const queue = await this.change((before) => {
      begun = this.turns(before, mine)
      return { ...before, runs: before.runs.filter((id) => !begun.includes(id)), working: [...this.atWork(before), ...begun] }
    })
    return { queue, begun }
  }

  /** A run is no longer at work. */
  finish(id: string): Promise<QueueFile> {
    return this.change((queue) => ({ ...queue, working: this.atWork(queue).filter((one) => one !== id) }))
  }

  /** A trial of a study is at work: it never waits, but runs of the queue wait for it. */
  beginTrial(id: string): Promise<QueueFile> {
    return this.change((queue) => ({ ...queue, trials: [...this.trialsAtWork(queue).filter((one) => one !== id), id] }))
  }

  finishTrial(id: string): Promise<QueueFile> {
    return this.change((queue) => ({ ...queue, trials: this.trialsAtWork(queue).filter((one) => one !== id) }))
  }

  /**
   * Runs of the queue that are at work now, in whatever program; of one whose owner died nothing is left. One that waits is not at work:
   * its program was killed at work, and the lock that is held is that of the program that goes on with it.
   */
  atWork(queue: QueueFile): string[] {
    return (queue.working ?? []).filter((id) => !queue.runs.includes(id) && isAtWork(this.dirOf(id)))
  }

  private trialsAtWork(queue: QueueFile): string[] {
    return (queue.trials ?? []).filter((id) => isAtWork(this.dirOf(id)))
  }

  private turns(queue: QueueFile, mine: ReadonlySet<string>): readonly string[] {
    if (queue.paused || !queue.runs.some((id) => mine.has(id))) return []
    const runs = this.atWork(queue).length
    const room = this.workspace.parallelRuns - runs - this.trialsAtWork(queue).length
    // A study may take hours: one run works beside it, however many trials there are.
    const places = runs === 0 ? Math.max(1, room) : room
    const waiting = queue.runs.filter((id) => mine.has(id) || readRunLock(this.dirOf(id))?.kind === 'held')
    return waiting.slice(0, Math.max(0, places)).filter((id) => mine.has(id))
  }

  private dirOf(id: string): string {
    return join(this.workspace.runsDir, id)
  }
}
