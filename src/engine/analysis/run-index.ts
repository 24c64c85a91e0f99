import { readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { IndexLine, RunEntry } from '@shared/engine/analysis-methods'
import { runId } from '@shared/run/run-record'
import { entryOf, readRun, stampOf } from './read-run'

/**
 * The list of runs of a workspace. The index file remembers what was read; a run is read again when the times or sizes of its
 * files differ. The file is derived: a missing, torn or unwritable one costs time only.
 */
export class RunIndex {
  private lines = new Map<string, IndexLine>()
  private loaded = false

  constructor(
    private readonly runsDir: string,
    private readonly indexFile: string,
  ) {}

  /** Newest first. */
  list(): readonly RunEntry[] {
    this.load()
    const lines = new Map<string, IndexLine>()
    const entries: RunEntry[] = []
    let changed = false
    for (const id of this.ids()) {
      const dir = join(this.runsDir, id)
      const stamp = stampOf(dir)
      const known = this.lines.get(id)
      if (known !== undefined && known.stamp === stamp) {
        lines.set(id, known)
        entries.push(entryOf(dir, known))
        continue
      }
      changed = true
      const read = readRun(dir, stamp)
      if (read.kind === 'unreadable') {
        entries.push({ kind: 'unreadable', id, dir, reason: read.reason })
        continue
      }
      lines.set(id, read.line)
      entries.push(entryOf(dir, read.line))
    }
    changed ||= lines.size !== this.lines.size
    this.lines = lines
    if (changed) this.save()
    return entries
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
    let text: string
    try {
      text = readFileSync(this.indexFile, 'utf8')
    } catch {
      return
    }
    for (const row of text.split('\n')) {
      const line = parseLine(row)
      if (line !== null) this.lines.set(line.record.id, line)
    }
  }

  private save(): void {
    const temporary = `${this.indexFile}.${process.pid}.tmp`
    try {
      writeFileSync(temporary, [...this.lines.values()].map((line) => `${JSON.stringify(line)}\n`).join(''))
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

/** Written by this program alone, so its version is enough of a check: 10,000 full checks would take seconds. */
function parseLine(row: string): IndexLine | null {
  if (row === '') return null
  try {
    const value = JSON.parse(row) as Partial<IndexLine> | null
    return value?.version === 1 && typeof value.stamp === 'string' && value.record !== undefined ? (value as IndexLine) : null
  } catch {
    return null
  }
}
