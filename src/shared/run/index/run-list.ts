import type { RunEntry, RunSummary } from '../../engine/analysis-methods'
import { runIdPattern } from '../run-id'
import type { RunNotes, RunRecord } from '../run-record'
import { isLive } from '../run-state'
import type { RunStatus } from '../run-state'
import { selectionTest, selectRuns } from '../select-runs'
import type { RunSelection } from '../select-runs'
import type { IndexLine } from './index-block'
import type { IndexFiles } from './index-files'
import { IndexText } from './index-text'
import type { KeptRun } from './index-text'
import type { RunReader } from './read-run'
import { stampOf } from './stamp-of'

/**
 * The list of runs of a workspace. The index file remembers what was read; a run is read again when the times or sizes of its
 * files differ. The file is derived: a missing, torn or unwritable one costs time only.
 */
export class RunList {
  private known: IndexText | null = null
  private unsaved = false

  constructor(
    private readonly files: IndexFiles,
    private readonly runsDir: string,
    private readonly indexFile: string,
    /** null: it is not loaded, and a list that needs it throws `NotInIndex`. */
    private readonly reader: RunReader | null,
  ) {}

  /**
   * Every run, newest first, or those selected. What is answered is what the files say now; of a run that is not, no more may have been looked
   * at than its folder's time. `each` hears of every run that was looked at. `views`: for whoever reads a few fields of each and neither
   * copies nor sends them; only these fields are parsed.
   */
  list(select?: RunSelection, each: Each = () => undefined, views = false): readonly RunEntry[] {
    return this.evenIfTorn(() => {
      const ids = this.ids()
      this.keepOnly(new Set(ids))
      const found = select === undefined ? ids.map((id) => this.look(id, each, views)) : this.selected(ids, select, each, views)
      this.save()
      return found
    })
  }

  /** The folders of runs, the newest first. */
  ids(): readonly string[] {
    return this.files
      .names(this.runsDir)
      .filter((name) => runIdPattern.test(name))
      .sort()
      .reverse()
  }

  dirOf(id: string): string {
    return `${this.runsDir}/${id}`
  }

  /** The entry of a run, from memory where its stamp is known. */
  read(id: string, stamp: string): RunEntry {
    return this.evenIfTorn(() => this.entry(id, stamp))
  }

  /** Forgets all other runs. */
  keepOnly(present: ReadonlySet<string>): void {
    for (const id of [...this.index.runs.keys()]) if (!present.has(id)) this.unsaved = this.index.runs.delete(id) || this.unsaved
  }

  save(): void {
    if (!this.unsaved) return
    this.unsaved = false
    try {
      this.files.replace(this.indexFile, this.index.toText())
    } catch {
      this.known = new IndexText()
    }
  }

  private get index(): IndexText {
    this.known ??= IndexText.parse(this.indexText())
    return this.known
  }

  private indexText(): string {
    try {
      return this.files.ascii(this.indexFile) ?? ''
    } catch {
      return ''
    }
  }

  /** That a part of the index is torn shows where it is first looked at: then the folders tell it all again. */
  private evenIfTorn<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (thrown) {
      if (thrown instanceof NotInIndex) throw thrown
      this.known = new IndexText()
      return work()
    }
  }

  private selected(ids: readonly string[], select: RunSelection, each: Each, views: boolean): readonly RunEntry[] {
    if (isWhole(select)) return selectRuns(ids.map((id) => this.look(id, each, views)), select)
    if (isNewest(select)) return selectRuns(this.newest(ids, select, each, views), select)
    const passes = selectionTest(select)
    let entries: readonly RunEntry[] = ids.flatMap((id) => {
      const glance = this.glance(id, each)
      if (glance === null) return [this.lookAndNote(id, each, views)]
      return passes(glance) ? [glance] : []
    })
    for (;;) {
      // Where the files of one that is chosen say something else than the index, all is chosen again.
      const changed = new Map<RunEntry, RunEntry>()
      const chosen = selectRuns(entries, select).map((entry) => {
        if (!(entry instanceof Glance)) return entry
        const now = this.look(entry.id, each, views)
        if (this.index.runs.get(entry.id) !== entry.run) changed.set(entry, now)
        return now
      })
      if (changed.size === 0) return chosen
      entries = entries.map((entry) => changed.get(entry) ?? entry)
    }
  }

  private newest(ids: readonly string[], { limit, archived }: RunSelection, each: Each, views: boolean): readonly RunEntry[] {
    const entries: RunEntry[] = []
    let found = 0
    for (const id of ids) {
      // Of the others no more is looked at than whether they can be read, as far as their folder tells.
      const beyond = limit !== null && found >= limit
      const known = this.index.runs.get(id)
      if (beyond && known !== undefined && this.unchanged(known, id)) continue
      const entry = beyond ? this.lookAndNote(id, each, views) : this.look(id, each, views)
      entries.push(entry)
      if (entry.kind === 'run' && (archived || !entry.notes.archived)) found += 1
    }
    return entries
  }

  private look(id: string, each: Each, views: boolean): RunEntry {
    const stamp = stampOf(this.files, this.dirOf(id))
    const known = this.index.runs.get(id)
    const settled = views && known?.stamp === stamp ? this.settled(known) : null
    const entry = settled ?? this.entry(id, stamp)
    each(id, stamp, entry.kind === 'run' ? entry.record.status : 'unreadable')
    return entry
  }

  /** Files that are no part of the line, such as scores, may have come to the folder since: that is looked at once. */
  private lookAndNote(id: string, each: Each, views: boolean): RunEntry {
    // Before the files: what is replaced meanwhile is looked at again.
    const folder = this.folderTime(this.dirOf(id))
    const entry = this.look(id, each, views)
    const known = this.index.runs.get(id)
    if (known !== undefined && known.folder !== folder) {
      known.folder = folder
      this.unsaved = true
    }
    return entry
  }

  /** As the index knows the run, to select by; null where its folder says that something changed, or somebody works on it. */
  private glance(id: string, each: Each): Glance | null {
    const known = this.index.runs.get(id)
    const glance = known !== undefined && this.unchanged(known, id) ? this.settled(known) : null
    if (known !== undefined && glance !== null) each(id, known.stamp, glance.record.status)
    return glance
  }

  private settled(known: KeptRun): Glance | null {
    const glance = new Glance(known, this.index.viewOf(known))
    return isLive(glance.record.status) ? null : glance
  }

  private entry(id: string, stamp: string): RunEntry {
    const dir = this.dirOf(id)
    const known = this.index.runs.get(id)
    if (this.reader === null) throw new NotInIndex()
    if (known?.stamp === stamp) return this.reader.entryOf(dir, this.index.lineOf(known))
    const read = this.readAnew(this.reader, id, dir, stamp)
    return typeof read === 'string' ? { kind: 'unreadable', id, dir, reason: read } : this.reader.entryOf(dir, read)
  }

  /** Whether no name was added to the run's folder, removed from it or replaced in it: each file but metrics.jsonl is written that way. */
  private unchanged(known: KeptRun, id: string): boolean {
    return known.folder === this.folderTime(this.dirOf(id))
  }

  private folderTime(dir: string): number {
    return this.files.facts(dir)?.time ?? 0
  }

  /** The line, or the reason why there is none. */
  private readAnew(reader: RunReader, id: string, dir: string, stamp: string): IndexLine | string {
    // Before the files: what is replaced meanwhile is looked at again.
    const folder = this.folderTime(dir)
    const read = reader.readRun(dir)
    if (read.kind === 'unreadable') {
      this.unsaved = this.index.runs.delete(id) || this.unsaved
      return read.reason
    }
    this.index.runs.set(id, { stamp, folder, from: { kind: 'line', line: read.line } })
    this.unsaved = true
    return read.line
  }
}

/** A run has changed since the index was written, or somebody works on it. */
export class NotInIndex extends Error {}

/** Of a run that was looked at: the stamp of its files, and its state. */
type Each = (id: string, stamp: string, status: RunStatus | 'unreadable') => void

/** A run as the index knows it, whose fields are parsed when they are read. */
class Glance implements RunSummary {
  readonly kind = 'run'
  readonly spark = []
  readonly record: RunRecord

  constructor(
    readonly run: KeptRun,
    private readonly view: Pick<IndexLine, 'record' | 'notes'>,
  ) {
    this.record = view.record
  }

  get notes(): RunNotes {
    return this.view.notes
  }

  get id(): string {
    return this.record.id
  }
}

/** A list that needs every run. */
const isWhole = ({ filter, limit }: RunSelection): boolean => filter.trim() === '' && limit === null

/** A list that follows from ids alone: they sort by creation. */
const isNewest = ({ filter, sort, limit }: RunSelection): boolean => filter.trim() === '' && sort === 'created' && limit !== null
