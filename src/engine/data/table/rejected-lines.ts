import type { RejectedLine } from '@shared/dataset/dataset-record'
import type { Cell, Database } from '../duckdb'

/** Lines that could not be read: how many, the first of them, and any others while the table is held. */
export interface RejectedLines {
  readonly rejectedRows: number
  readonly rejected: readonly RejectedLine[]
  /** Lines by their place among the rejected ones, at most `longest` characters of each. */
  readonly rejectedFrom: (offset: number, limit: number, longest?: number) => Promise<RejectedLine[]>
  /** Lets go of them. */
  readonly drop: () => Promise<void>
}

/** Rejected lines that come with an opened table; the rest is asked for. */
export const rejectedShown = 1000
/** Characters of a line that come with it where it is only looked at. */
export const shownCharacters = 500

export const noRejectedLines: RejectedLines = { rejectedRows: 0, rejected: [], rejectedFrom: () => Promise.resolve([]), drop: () => Promise.resolve() }

/** `kept` is a table of `line`, `text` and the columns that `reasonOf` is given, in the order of the lines; null where there are none. */
export async function listRejected(db: Database, kept: string | null, reasonOf: (cells: readonly Cell[]) => string): Promise<RejectedLines> {
  if (kept === null) return noRejectedLines
  const rejectedFrom = async (offset: number, limit: number, longest?: number) => {
    const text = longest === undefined ? 'text' : `left(text, ${longest})`
    const rows = await db.rows(`SELECT * REPLACE (${text} AS text) FROM ${kept} WHERE rowid >= ${offset} AND rowid < ${offset + limit} ORDER BY rowid`)
    return rows.map(([line, words, ...cells]) => ({ line: Number(line), reason: reasonOf(cells), text: String(words ?? '') }))
  }
  const [count] = await db.row(`SELECT count(*) FROM ${kept}`)
  return {
    rejectedRows: Number(count),
    rejected: await rejectedFrom(0, rejectedShown, shownCharacters),
    rejectedFrom,
    drop: () => db.run(`DROP TABLE IF EXISTS ${kept}`),
  }
}
