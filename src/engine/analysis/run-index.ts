import { readdirSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { IndexLine, RunChanges, RunEntry } from '@shared/engine/analysis-methods'
import type { EpochMetrics } from '@shared/run/epoch-metrics'
import { runId } from '@shared/run/run-record'
import { isLive } from '@shared/run/run-state'
import { selectRuns } from '@shared/run/select-runs'
import type { RunSelection } from '@shared/run/select-runs'
import type { RunStatus } from '@shared/run/run-state'
import { entryOf, readRun, stampOf } from './read-run'
import { MetricsTail } from './tail-metrics'

/** What was last told of a run, to see whether there is news. */
interface Told {
  /** When names were last added to, removed from or replaced in its folder: each file but metrics.jsonl is written that way. */
  readonly folderTime: number
  readonly stamp: string
  readonly status: RunStatus | 'unreadable'
}

/**
 * The list of runs of a workspace. The index file remembers what was read; a run is read again when the times or sizes of its
 * files differ. The file is derived: a missing, torn or unwritable one costs time only.
 */
export class RunIndex {
  private readonly lines = new Map<string, KeptLine>()
  private readonly told = new Map<string, Told>()
  private readonly tail = new MetricsTail()
  private loaded = false
  /** Somebody has been told what there is: from then on there is news. */
  private listed = false
  private unsaved = false

  constructor(
    private readonly runsDir: string,
    private readonly indexFile: string,
  ) {}

  /** Every run, newest first, or those selected. */
  list(select?: RunSelection): readonly RunEntry[] {
    this.load()
    this.listed = true
    const ids = this.ids()
    this.forgetOthers(new Set(ids))
    const entries = select !== undefined && isNewest(select) ? this.newest(ids, select) : ids.map((id) => this.read(id, stampOf(join(this.runsDir, id))))
    this.save()
    return select === undefined ? entries : selectRuns(entries, select)
  }

  /** The newest runs, as many as are wanted, and those that cannot be read: of the others no more is looked at than whether they are known. */
  private newest(ids: readonly string[], { limit, archived }: RunSelection): readonly RunEntry[] {
    const entries: RunEntry[] = []
    let found = 0
    for (const id of ids) {
      const stamp = stampOf(join(this.runsDir, id))
      if (found >= (limit ?? Infinity) && this.lines.get(id)?.stamp === stamp) continue
      const entry = this.read(id, stamp)
      entries.push(entry)
      if (entry.kind === 'run' && (archived || !entry.notes.archived)) found += 1
    }
    return entries
  }

  /** What is new since the runs were last listed or asked about. `except`: runs whose owner tells of them itself. */
  changes(except: ReadonlySet<string>): RunChanges {
    this.load()
    const ids = this.ids()
    const removed = this.forgetOthers(new Set(ids))
    const first = !this.listed
    this.listed = true
    const changed: RunEntry[] = []
    const epochs: { id: string; metrics: readonly EpochMetrics[] }[] = []
    for (const id of ids) {
      if (except.has(id)) continue
      const before = this.told.get(id)
      const dir = join(this.runsDir, id)
      const live = before !== undefined && moves(before.status)
      if (before !== undefined && !live && before.folderTime === folderTimeOf(dir)) continue
      if (live) {
        const metrics = this.tail.read(id, dir)
        if (metrics.length > 0) epochs.push({ id, metrics })
      }
      const stamp = stampOf(dir)
      const entry = this.read(id, stamp)
      const after = this.told.get(id)
      // Who asks before anything was listed will list: thousands of runs are no news.
      if (first) continue
      // An epoch of a run at work changes its stamp; it is told as an epoch, and as a change of its spark only with the next state.
      if (after?.status !== before?.status || (after?.stamp !== before?.stamp && !live)) changed.push(entry)
    }
    if (changed.length + removed.length > 0) this.save()
    return { changed, removed, epochs }
  }

  /** The entry of a run, from memory where its stamp is known. */
  private read(id: string, stamp: string): RunEntry {
    const dir = join(this.runsDir, id)
    const folderTime = folderTimeOf(dir)
    const known = this.lines.get(id)
    const line = (known?.stamp === stamp ? wholeLine(known) : null) ?? this.readAnew(id, dir, stamp)
    const entry: RunEntry = typeof line === 'string' ? { kind: 'unreadable', id, dir, reason: line } : entryOf(dir, line)
    const status = entry.kind === 'run' ? entry.record.status : 'unreadable'
    this.told.set(id, { folderTime, stamp, status })
    if (moves(status)) this.tail.start(id, dir)
    return entry
  }

  /** The line, or the reason why there is none. */
  private readAnew(id: string, dir: string, stamp: string): IndexLine | string {
    const read = readRun(dir, stamp)
    if (read.kind === 'unreadable') {
      this.unsaved ||= this.lines.delete(id)
      return read.reason
    }
    this.lines.set(id, { stamp, text: null, line: read.line })
    this.unsaved = true
    return read.line
  }

  private forgetOthers(present: ReadonlySet<string>): readonly string[] {
    const removed = [...this.told.keys()].filter((id) => !present.has(id))
    for (const id of [...this.lines.keys(), ...removed]) {
      if (present.has(id)) continue
      this.unsaved ||= this.lines.delete(id)
      this.told.delete(id)
      this.tail.forget(id)
    }
    return removed
  }

  private ids(): readonly string[] {
    try {
      const names = readdirSync(this.runsDir).filter((name) => runId.safeParse(name).success)
      return names.sort().reverse()
    } catch {
      return []
    }
  }

  private load(): void {
    if (this.loaded) return
    this.loaded = true
    let bytes: Buffer
    try {
      bytes = readFileSync(this.indexFile)
    } catch {
      return
    }
    // Only what tells a line's run and its stamp is read now: the whole of a line is read when its run is asked for.
    for (let from = 0; from < bytes.length; ) {
      const found = bytes.indexOf(0x0a, from)
      const to = found < 0 ? bytes.length : found
      const head = /^\{"version":2,"id":"([^"]+)","stamp":"([^"]*)"/.exec(bytes.toString('latin1', from, Math.min(to, from + headBytes)))
      if (head?.[1] !== undefined && head[2] !== undefined && bytes[to - 1] === 0x7d) this.lines.set(head[1], { stamp: head[2], text: bytes.subarray(from, to), line: null })
      from = to + 1
    }
  }

  private save(): void {
    if (!this.unsaved) return
    this.unsaved = false
    const temporary = `${this.indexFile}.${process.pid}.tmp`
    try {
      writeFileSync(temporary, Buffer.concat([...this.lines.values()].flatMap(({ text, line }) => [text ?? Buffer.from(textOf(line)), newline])))
      renameSync(temporary, this.indexFile)
    } catch {
      try {
        unlinkSync(temporary)
      } catch {
        // There was nothing to remove.
      }
    }
  }
}

/** Somebody works on the run, or soon will. */
const moves = (status: Told['status']): boolean => status !== 'unreadable' && (status === 'queued' || isLive(status))

const folderTimeOf = (dir: string): number => statSync(dir, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** A line of the index: as bytes until its run is asked for. */
interface KeptLine {
  readonly stamp: string
  text: Buffer | null
  line: IndexLine | null
}

const newline = Buffer.from('\n')
/** The id and the stamp stand within these bytes. */
const headBytes = 400

/** The beginning of a line is read by itself, so it is written by itself. */
function textOf(line: IndexLine | null): string {
  if (line === null) return ''
  const { record, notes, spark, stamp } = line
  return JSON.stringify({ version: 2, id: record.id, stamp, record, notes, spark })
}

/** Written by this program alone, so its version is enough of a check: 10,000 full checks would take seconds. Null where it is torn. */
function wholeLine(kept: KeptLine): IndexLine | null {
  if (kept.line !== null || kept.text === null) return kept.line
  try {
    const value = JSON.parse(kept.text.toString('utf8')) as IndexLine
    kept.line = value
    return value
  } catch {
    return null
  }
}

/** A list that follows from ids alone: they sort by creation. */
const isNewest = ({ filter, sort, limit }: RunSelection): boolean => filter.trim() === '' && sort === 'created' && limit !== null
