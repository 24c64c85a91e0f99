import { stat } from 'node:fs/promises'
import type { TableSource } from '@shared/engine/data-methods'
import { Database } from '../duckdb'
import { fileError } from '../file/read-head'
import { loadTable } from './load-table'
import type { Selection } from './load-table'
import type { LoadedTable } from './loaded-table'
import { readingBeside } from './reading-beside'

/** Tables kept loaded, so that scrolling, the audit and the preparation do not read the file again. */
const keptTables = 2

/** Whether cells are needed as the file writes them (`spelled`), or numbers as they are: 1, 1.0 and 01 are alike then, and the file is read in less time. */
export type CellsNeeded = 'spelled' | 'values'

/** A file of which some columns are wanted beside a table. */
export interface SecondFile {
  readonly path: string
  readonly select: Selection
  /** By these it is seen whether it can be read as the table is. */
  readonly needed: readonly string[]
}

interface Kept {
  readonly keys: readonly string[]
  readonly table: LoadedTable
}

/** The tables of this process. Calls that need DuckDB take turns: its connection does one thing at a time. */
export class TableStore {
  private readonly databases = new Map<string, Promise<Database>>()
  private kept: Kept[] = []
  private turn: Promise<unknown> = Promise.resolve()

  /** Works on the whole table of a file; it is loaded if it is not there yet. */
  withTable<T>(source: TableSource, work: (table: LoadedTable) => Promise<T>, cells: CellsNeeded = 'spelled'): Promise<T> {
    return this.inTurn(async () => work(await suited(await this.whole(source, cells))))
  }

  /** As `withTable`, but a table that is not there yet is loaded with the selected columns only, and not kept. */
  withColumns<T>(source: TableSource, select: Selection, work: (table: LoadedTable) => Promise<T>): Promise<T> {
    return this.inTurn(() => this.selected(source, select, work))
  }

  /** Works on the whole table of a file, with columns of a second file beside it where one is named, given the table. */
  withTableAndMaybe<T>(
    source: TableSource,
    secondOf: (table: LoadedTable) => SecondFile | null | Promise<SecondFile | null>,
    work: (table: LoadedTable, second: LoadedTable | null) => Promise<T>,
    cells: CellsNeeded = 'spelled',
  ): Promise<T> {
    return this.inTurn(async () => {
      const table = await this.whole(source, cells)
      const second = await secondOf(table)
      if (second === null) return work(await suited(table), null)
      return this.selected(await sourceBeside(source, second), second.select, async (other) => work(await suited(table, other), other))
    })
  }

  /** The same with a second file beside the first. `reading`: of the table that the second one stands beside; the first may be a copy of it. */
  withColumnsOfTwo<T>(
    first: { readonly source: TableSource; readonly select: Selection },
    second: SecondFile & Pick<TableSource, 'reading'>,
    work: (first: LoadedTable, second: LoadedTable) => Promise<T>,
  ): Promise<T> {
    return this.inTurn(() =>
      this.selected(first.source, first.select, async (a) => this.selected(await sourceBeside({ ...first.source, reading: second.reading }, second), second.select, async (b) => work(await suited(a, b), b))),
    )
  }

  close(): void {
    // One that could not be opened has told whoever asked for it, and has nothing to close.
    for (const database of this.databases.values()) void database.then((open) => open.close(), () => undefined)
    this.databases.clear()
    this.kept = []
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work, work)
    this.turn = result.catch(() => undefined)
    return result
  }

  private async selected<T>(source: TableSource, select: Selection, work: (table: LoadedTable) => Promise<T>): Promise<T> {
    const held = this.find(await keyOf(source, source.reading))
    if (held !== undefined && (select.lean || isSpelled(held.table))) return work(await suited(held.table))
    const table = await loadTable(this.database(source.tmp), source, select)
    try {
      return await work(await suited(table))
    } finally {
      await table.drop()
    }
  }

  private async whole(source: TableSource, cells: CellsNeeded): Promise<LoadedTable> {
    const key = await keyOf(source, source.reading)
    const held = this.find(key)
    if (held !== undefined) {
      if (cells === 'values' || isSpelled(held.table)) return held.table
      this.kept = this.kept.filter((k) => k !== held)
      await held.table.drop()
    }
    while (this.kept.length >= keptTables) await this.kept.shift()?.table.drop()
    const table = await loadTable(this.database(source.tmp), source, cells === 'spelled' ? undefined : { pick: (names) => names, lean: true })
    // Asked for again with what was sniffed this time, it is the same table.
    this.kept.push({ keys: [key, await keyOf(source, table.reading)], table })
    return table
  }

  private find(key: string): Kept | undefined {
    const held = this.kept.find((k) => k.keys.includes(key))
    if (held !== undefined) this.kept = [...this.kept.filter((k) => k !== held), held]
    return held
  }

  private database(tmp: string): Promise<Database> {
    const held = this.databases.get(tmp)
    if (held !== undefined) return held
    const database = Database.open({ tmp })
    this.databases.set(tmp, database)
    // What kept it from opening is told to whoever waits for it; the next one tries again.
    database.catch(() => this.databases.delete(tmp))
    return database
  }
}

const sourceBeside = async (source: TableSource, { path, needed }: SecondFile): Promise<TableSource> => ({ ...source, path, reading: await readingBeside(path, source.reading, needed) })

/** Its cells are as the file writes them: no column is there as numbers alone. */
const isSpelled = (table: LoadedTable): boolean => table.columns.every((column) => column.measured === undefined)

/** Rows that DuckDB gives to a thread at once. */
const rowGroup = 122_880

/** The table, with as many threads as its rows can keep busy. */
async function suited(table: LoadedTable, other?: LoadedTable): Promise<LoadedTable> {
  await table.db.takeThreads(Math.max(table.rows, other?.rows ?? 0) > rowGroup)
  return table
}

/** A file that changed since is another table. */
async function keyOf(source: TableSource, reading: TableSource['reading']): Promise<string> {
  const options = Object.entries(reading).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([source.tmp, await fileKey(source.path), options])
}

/** A text that is another once the file changed. Errors: file-*. */
export async function fileKey(path: string): Promise<string> {
  const facts = await stat(path, { bigint: true }).catch((thrown: unknown) => {
    throw fileError(path, thrown)
  })
  return JSON.stringify([path, String(facts.ino), String(facts.size), String(facts.mtimeNs)])
}
