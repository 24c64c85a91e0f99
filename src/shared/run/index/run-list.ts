import type { RunEntry } from '../../engine/analysis-methods'
import { runIdPattern } from '../run-record'
import { selectRuns } from '../select-runs'
import type { RunSelection } from '../select-runs'
import type { IndexFiles } from './index-files'
import { IndexText } from './index-text'
import type { IndexLine } from './index-text'
import { entryOf, readRun, stampOf } from './read-run'

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
  ) {}

  /** Every run, newest first, or those selected. `each` hears of every run that was read, with its stamp. */
  list(select?: RunSelection, each?: (entry: RunEntry, stamp: string) => void): readonly RunEntry[] {
    const ids = this.ids()
    this.keepOnly(new Set(ids))
    const limit = select !== undefined && isNewest(select) ? select.limit : null
    const entries: RunEntry[] = []
    let found = 0
    for (const id of ids) {
      // Of the others no more is looked at than whether they can be read, as far as their folder tells.
      const beyond = limit !== null && found >= limit
      if (beyond && this.unchanged(id)) continue
      const stamp = stampOf(this.files, this.dirOf(id))
      const entry = this.read(id, stamp)
      if (beyond) this.noteFolder(id)
      each?.(entry, stamp)
      entries.push(entry)
      if (entry.kind === 'run' && (select?.archived === true || !entry.notes.archived)) found += 1
    }
    this.save()
    return select === undefined ? entries : selectRuns(entries, select)
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
    const dir = this.dirOf(id)
    const known = this.index.runs.get(id)
    const line = known?.stamp === stamp ? this.index.lineOf(known) : null
    if (line !== null) return entryOf(this.files, dir, line)
    const read = this.readAnew(id, dir, stamp)
    return typeof read === 'string' ? { kind: 'unreadable', id, dir, reason: read } : entryOf(this.files, dir, read)
  }

  /** Forgets all other runs. */
  keepOnly(present: ReadonlySet<string>): void {
    for (const id of [...this.index.runs.keys()]) if (!present.has(id)) this.unsaved = this.index.runs.delete(id) || this.unsaved
  }

  save(): void {
    if (!this.unsaved) return
    this.unsaved = false
    this.files.replace(this.indexFile, this.index.toText())
  }

  private get index(): IndexText {
    this.known ??= IndexText.parse(this.indexText())
    return this.known
  }

  private indexText(): string {
    try {
      return this.files.read(this.indexFile) ?? ''
    } catch {
      return ''
    }
  }

  /** Whether no name was added to the run's folder, removed from it or replaced in it: each file but metrics.jsonl is written that way. */
  private unchanged(id: string): boolean {
    const known = this.index.runs.get(id)
    return known !== undefined && known.folder === this.folderTime(this.dirOf(id))
  }

  private folderTime(dir: string): number {
    return this.files.facts(dir)?.time ?? 0
  }

  /** Files that are no part of the line, such as evaluation.json, may have come since. */
  private noteFolder(id: string): void {
    const known = this.index.runs.get(id)
    const folder = this.folderTime(this.dirOf(id))
    if (known === undefined || known.folder === folder) return
    known.folder = folder
    this.unsaved = true
  }

  /** The line, or the reason why there is none. */
  private readAnew(id: string, dir: string, stamp: string): IndexLine | string {
    // Before the files: what is replaced meanwhile is looked at again.
    const folder = this.folderTime(dir)
    const read = readRun(this.files, dir)
    if (read.kind === 'unreadable') {
      this.unsaved = this.index.runs.delete(id) || this.unsaved
      return read.reason
    }
    this.index.runs.set(id, { stamp, folder, text: null, line: read.line })
    this.unsaved = true
    return read.line
  }
}

/** A list that follows from ids alone: they sort by creation. */
const isNewest = ({ filter, sort, limit }: RunSelection): boolean => filter.trim() === '' && sort === 'created' && limit !== null
