import { statSync } from 'node:fs'
import type { RunChanges, RunEntry } from '@shared/engine/analysis-methods'
import type { EpochMetrics } from '@shared/run/epoch-metrics'
import { stampOf } from '@shared/run/index/stamp-of'
import { RunList } from '@shared/run/index/run-list'
import { isLive } from '@shared/run/run-state'
import type { RunStatus } from '@shared/run/run-state'
import type { RunSelection } from '@shared/run/select-runs'
import { indexFiles, reader } from './index-files'
import { MetricsTail } from './tail-metrics'

/** What was last told of a run, to see whether there is news. */
interface Told {
  /** When names were last added to, removed from or replaced in its folder: each file but metrics.jsonl is written that way. */
  readonly folderTime: number
  readonly stamp: string
  readonly status: RunStatus | 'unreadable'
}

/** The list of runs of a workspace, and what becomes of them by other programs' hands. */
export class RunIndex {
  private readonly runs: RunList
  private readonly told = new Map<string, Told>()
  private readonly tail = new MetricsTail()
  /** Somebody has been told what there is: from then on there is news. */
  private listed = false

  constructor(runsDir: string, indexFile: string) {
    this.runs = new RunList(indexFiles, runsDir, indexFile, reader)
  }

  /** Every run, newest first, or those selected. */
  list(select?: RunSelection): readonly RunEntry[] {
    this.listed = true
    this.forgetOthers(new Set(this.runs.ids()))
    return this.runs.list(select, (id, stamp, status) => this.tell(id, stamp, status))
  }

  /** What is new since the runs were last listed or asked about. `except`: runs whose owner tells of them itself. */
  changes(except: ReadonlySet<string>): RunChanges {
    const ids = this.runs.ids()
    const present = new Set(ids)
    const removed = this.forgetOthers(present)
    const first = !this.listed
    this.listed = true
    const changed: RunEntry[] = []
    const epochs: { id: string; metrics: readonly EpochMetrics[] }[] = []
    for (const id of ids) {
      if (except.has(id)) continue
      const before = this.told.get(id)
      const dir = this.runs.dirOf(id)
      const live = before !== undefined && moves(before.status)
      if (before !== undefined && !live && before.folderTime === folderTimeOf(dir)) continue
      if (live) {
        const metrics = this.tail.read(id, dir)
        if (metrics.length > 0) epochs.push({ id, metrics })
      }
      const stamp = stampOf(indexFiles, dir)
      const entry = this.runs.read(id, stamp)
      this.tell(id, stamp, entry.kind === 'run' ? entry.record.status : 'unreadable')
      const after = this.told.get(id)
      // Who asks before anything was listed will list: thousands of runs are no news.
      if (first) continue
      // An epoch of a run at work changes its stamp; it is told as an epoch, and as a change of its spark only with the next state.
      if (after?.status !== before?.status || (after?.stamp !== before?.stamp && !live)) changed.push(entry)
    }
    if (changed.length + removed.length > 0) {
      this.runs.keepOnly(present)
      this.runs.save()
    }
    return { changed, removed, epochs }
  }

  private tell(id: string, stamp: string, status: Told['status']): void {
    const dir = this.runs.dirOf(id)
    this.told.set(id, { folderTime: folderTimeOf(dir), stamp, status })
    if (moves(status)) this.tail.start(id, dir)
  }

  private forgetOthers(present: ReadonlySet<string>): readonly string[] {
    const removed = [...this.told.keys()].filter((id) => !present.has(id))
    for (const id of removed) {
      this.told.delete(id)
      this.tail.forget(id)
    }
    return removed
  }
}

/** Somebody works on the run, or soon will. */
const moves = (status: Told['status']): boolean => status !== 'unreadable' && (status === 'queued' || isLive(status))

const folderTimeOf = (dir: string): number => statSync(dir, { throwIfNoEntry: false })?.mtimeMs ?? 0
