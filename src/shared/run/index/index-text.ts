import type { RunNotes, RunRecord } from '../run-record'
import { ascii, IndexBlock } from './index-block'
import type { IndexLine } from './index-block'

/** A run of the index. */
export interface KeptRun {
  /** Times and sizes of the files that it was made of: the same stamp, the same line. */
  readonly stamp: string
  /** When names were last added to, removed from or replaced in its folder, in ms. */
  folder: number
  from: { readonly kind: 'line'; readonly line: IndexLine } | { readonly kind: 'block'; readonly block: IndexBlock; readonly row: number }
}

/**
 * cache/runs-index.jsonl. Runs stand in blocks of some hundred: a line with their ids, stamps and folders' times, then a line a column, see
 * IndexBlock. Reading the newest runs parses a block or two, filtering parses the columns that the filter names. What a block's runs share
 * stands once in it. A block none of whose runs changed is written again as it was read. Written by this program alone, so its version
 * is enough of a check: 10,000 full checks would take seconds.
 */
export class IndexText {
  readonly runs = new Map<string, KeptRun>()
  private readonly sizes = new WeakMap<IndexBlock, number>()

  /** What can be read of the file; of a torn or foreign one nothing else. */
  static parse(text: string): IndexText {
    const index = new IndexText()
    const lines = new Lines(text)
    for (let line = lines.next(); line !== null; line = lines.next()) {
      if (!line.startsWith(blockStart)) continue
      const head = headOf(line)
      if (head === null) continue
      const columns = new Map<string, string>()
      for (const [name, length] of head.columns) {
        const column = lines.next()
        if (column?.length === length) columns.set(name, column)
      }
      if (columns.size < head.columns.length) continue
      const block = new IndexBlock(columns)
      index.sizes.set(block, head.block.length)
      for (const [row, [id, stamp, folder]] of head.block.entries()) index.runs.set(id, { stamp, folder, from: { kind: 'block', block, row } })
    }
    return index
  }

  /** Throws where the run's block is torn. */
  lineOf({ from }: KeptRun): IndexLine {
    return from.kind === 'line' ? from.line : from.block.line(from.row)
  }

  /** To read fields of, see IndexBlock. They throw where the run's block is torn. */
  viewOf({ from }: KeptRun): { readonly record: RunRecord; readonly notes: RunNotes } {
    return from.kind === 'line' ? from.line : from.block.view(from.row)
  }

  /** The file. Throws where a block that must be made anew is torn. */
  toText(): string {
    const blocks = new Map<IndexBlock, Named[]>()
    const loose: Named[] = []
    for (const one of this.runs) {
      const { from } = one[1]
      if (from.kind === 'line') loose.push(one)
      else {
        const runs = blocks.get(from.block) ?? []
        runs[from.row] = one
        blocks.set(from.block, runs)
      }
    }
    const lines: string[] = []
    for (const [block, rows] of blocks) {
      // Without the holes.
      const runs = rows.filter(() => true)
      if (runs.length === this.sizes.get(block) && runs.length >= leastRuns) lines.push(...blockLines(block, runs))
      else loose.push(...runs)
    }
    loose.sort(([a], [b]) => (a < b ? 1 : -1))
    for (let from = 0; from < loose.length; from += mostRuns) {
      const some = loose.slice(from, from + mostRuns)
      const block = IndexBlock.of(some.map(([, run]) => this.lineOf(run)))
      this.sizes.set(block, some.length)
      for (const [row, [, run]] of some.entries()) run.from = { kind: 'block', block, row }
      lines.push(...blockLines(block, some))
    }
    return [...lines, ''].join('\n')
  }
}

type Named = readonly [id: string, run: KeptRun]

const blockStart = '{"version":6,"block":['
/** A block with fewer runs is put together with others when the file is written. */
const leastRuns = 128
const mostRuns = 256

interface Head {
  readonly block: readonly (readonly [id: string, stamp: string, folder: number])[]
  readonly columns: readonly (readonly [name: string, length: number])[]
}

function headOf(line: string): Head | null {
  try {
    return JSON.parse(line) as Head
  } catch {
    return null
  }
}

/** In the order of the block's rows. */
function blockLines(block: IndexBlock, runs: readonly Named[]): readonly string[] {
  const rows = runs.map(([id, { stamp, folder }]) => JSON.stringify([id, stamp, folder]))
  const columns = block.names.map((name) => [name, block.textOf(name).length])
  return [`${blockStart}${rows.join(',')}],"columns":${ascii(JSON.stringify(columns))}}`, ...block.names.map((name) => block.textOf(name))]
}

/** Whole lines of a text. */
class Lines {
  private at = 0

  constructor(private readonly text: string) {}

  next(): string | null {
    const to = this.text.indexOf('\n', this.at)
    if (to < 0) return null
    const line = this.text.slice(this.at, to)
    this.at = to + 1
    return line
  }
}
