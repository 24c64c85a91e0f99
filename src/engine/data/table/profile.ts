import { setImmediate as immediate } from 'node:timers/promises'
import type { Column, ColumnType } from '@shared/dataset/column'
import type { Cell, Database } from '../duckdb'
import { stopIfCancelled } from '../stop-if-cancelled'
import { profileBeyondDouble } from './beyond-double'
import type { ColumnKind } from './column-kind'
import { findColumnKinds } from './column-kind'
import { isIdentifierName } from './identifier-name'
import type { LoadedTable, TableColumn } from './loaded-table'
import { profileCounted, profileNumbers } from './number-profile'
import type { CountedNumbers, NumberProfile } from './number-profile'
import { countNumbers, readNumbers } from './read-column'

const topValues = 20
/** Numbers in memory at once: few columns of a long table, many of a short one. Each statement costs time that grows with the width. */
const numbersTogether = 2_000_000

/** Tables of so many rows have their numbers counted by DuckDB: in shorter ones a statement a column takes longer, in longer ones counting does. */
const countedFrom = 20_000

/** Every column with its type and its profile, in the order of the file. */
export async function profileTable(table: LoadedTable, progress: (share: number) => void, signal: AbortSignal): Promise<Column[]> {
  const kinds = await findColumnKinds(table, table.columns)
  const pairs = table.columns.map((column, c): Pair => ({ column, kind: kinds[c] as ColumnKind }))
  const profiles = new Map<TableColumn, Column>()
  const keep = (column: TableColumn, profile: Column) => {
    stopIfCancelled(signal)
    profiles.set(column, profile)
    progress(profiles.size / pairs.length)
  }
  if (table.rows >= countedFrom && table.rows <= countedInside) await profileBesides(table, pairs, keep)
  else await profileInStretches(table, pairs, keep)
  for (const { column } of pairs.filter((p) => p.kind.beyondDouble)) profiles.set(column, await exactly(table, column, profiles.get(column) as Column))
  return table.columns.map((column) => profiles.get(column) as Column)
}

type Keep = (column: TableColumn, profile: Column) => void

/** A statement a column, two columns at a time. */
async function profileBesides(table: LoadedTable, pairs: readonly Pair[], keep: Keep): Promise<void> {
  // Texts take longest: they go first, so that both end at about the same time.
  const waiting = [...pairs.filter((p) => p.kind.reader.kind !== 'number'), ...pairs.filter((p) => p.kind.reader.kind === 'number')].values()
  const work = async (db: Database) => {
    const own = { ...table, db }
    const room = { values: new Float64Array(table.rows), counts: new Int32Array(table.rows) }
    for (const pair of waiting) keep(pair.column, await profileColumn(own, pair, room))
  }
  await allSettled([work(table.db), work(await table.db.beside())])
}

async function profileColumn(table: LoadedTable, { column, kind }: Pair, room: CountedNumbers): Promise<Column> {
  if (kind.reader.kind !== 'number') return textColumn(table, column, kind)
  if (kind.range !== null && kind.range[1] - kind.range[0] === table.rows - 1) {
    const [values] = (await readNumbers(table, [{ column, reader: kind.reader }])) as [Float64Array]
    // Numbers that count the rows are counted themselves: each stands there once, in order.
    if (isIndex(column.name, values)) return numberColumn(table, column, profileCounted({ values, counts: new Int32Array(values.length).fill(1) }, topValues), true)
  }
  return numberColumn(table, column, profileCounted(await countNumbers(table, column, kind.reader, room), topValues), false)
}

/** Numbers of many columns in one statement, while DuckDB counts texts. */
async function profileInStretches(table: LoadedTable, pairs: readonly Pair[], keep: Keep): Promise<void> {
  const numeric = pairs.filter((p) => p.kind.reader.kind === 'number')
  const others = pairs.filter((p) => p.kind.reader.kind !== 'number')
  const countTexts = async (some: readonly Pair[]) => {
    for (const { column, kind } of some) keep(column, await textColumn(table, column, kind))
  }
  const together = Math.max(1, Math.min(250, Math.floor(numbersTogether / table.rows)))
  const stretches = Math.ceil(numeric.length / together)
  const textsEach = Math.ceil(others.length / Math.max(1, stretches))
  for (let stretch = 0; stretch < stretches; stretch++) {
    const part = numeric.slice(stretch * together, (stretch + 1) * together)
    const values = await readNumbers(table, part.map((p) => ({ column: p.column, reader: p.kind.reader, complete: p.kind.present === table.rows && p.kind.infinite === 0 })))
    const describe = async () => {
      for (const [i, { column }] of part.entries()) {
        const own = values[i] as Float64Array
        keep(column, numberColumn(table, column, profileNumbers(own, topValues), isIndex(column.name, own)))
        // DuckDB counts the texts meanwhile, and waits to be asked for the next ones.
        await immediate()
      }
    }
    await allSettled([describe(), countTexts(others.slice(stretch * textsEach, (stretch + 1) * textsEach))])
  }
  if (stretches === 0) await countTexts(others)
}

/** All come to an end, also when one of them fails: nothing of theirs may still be asked of DuckDB then. */
async function allSettled(works: readonly Promise<void>[]): Promise<void> {
  for (const one of await Promise.allSettled(works)) if (one.status === 'rejected') throw one.reason
}

interface Pair {
  readonly column: TableColumn
  readonly kind: ColumnKind
}

function numberColumn(table: LoadedTable, column: TableColumn, { present, ...p }: NumberProfile, index: boolean): Column {
  const type = index || namedIdentifier(column.name, p.distinct, table.rows) ? 'id' : 'number'
  return { name: column.name, position: column.position, type, missing: table.rows - present, ...p }
}

/** Each value is one more than the one above it: a row number. In a short table years may do that too, unless the name says what it is. */
function isIndex(name: string, values: Float64Array): boolean {
  if (values.length < (rowNumberName(name) ? 4 : 50)) return false
  for (let i = 1; i < values.length; i++) if ((values[i] as number) - (values[i - 1] as number) !== 1) return false
  return true
}

/** What a header without a name becomes is the row number that a program wrote beside its rows. */
const rowNumberName = (name: string): boolean => name.toLowerCase() === 'unnamed' || isIdentifierName(name)

function namedIdentifier(name: string, distinct: number, rows: number): boolean {
  return rows > 3 && distinct === rows && rowNumberName(name)
}

/** A column with whole numbers that a double cannot tell apart: those figures as text. */
async function exactly(table: LoadedTable, column: TableColumn, profile: Column): Promise<Column> {
  const exact = await profileBeyondDouble(table, column, profile)
  return namedIdentifier(column.name, exact.distinct, table.rows) ? { ...exact, type: 'id' } : exact
}

async function textColumn(table: LoadedTable, column: TableColumn, kind: ColumnKind): Promise<Column> {
  const rows = await textFigures(table, column, kind.present)
  const [distinct, min, max, length, spaced, coded] = rows[0] ?? []
  // Where the column is empty the figures stand in a row of their own.
  const top = rows.map((row) => row.slice(6)).filter(([value]) => value !== null)
  const shape = { length: Number(length), spaced: Number(spaced ?? 1), coded: Number(coded ?? 0) }
  return {
    name: column.name,
    position: column.position,
    type: kind.reader.kind === 'category' ? textType(kind.present, Number(distinct), shape) : kind.reader.kind === 'boolean' ? 'boolean' : 'date',
    missing: table.rows - kind.present,
    distinct: Number(distinct),
    min: min === undefined ? null : min === null ? null : String(min),
    max: max === undefined ? null : max === null ? null : String(max),
    mean: null,
    std: null,
    quantiles: null,
    histogram: null,
    top: top.map(([value, count]) => ({ value: String(value), count: Number(count) })),
  }
}

/** Up to so many rows the values of a column are counted inside the statement that asks about them. */
const countedInside = 1_000_000

/**
 * How many different values a column of texts has, the first, the last, their mean length, the shares of them that have a space and a digit
 * (where they hardly repeat: else nobody asks), and, a row each, the most frequent of them. Writing the counted values to a table takes
 * longer than counting them; only there, however, are many millions of them scanned again without being held in memory.
 */
async function textFigures({ db, relation, rows }: LoadedTable, column: TableColumn, present: number): Promise<Cell[][]> {
  const counting = `SELECT ${column.text} AS v, count(*) AS k FROM ${relation} WHERE v IS NOT NULL GROUP BY v`
  if (rows <= countedInside) return db.rows(`WITH counts AS MATERIALIZED (${counting}), ${askedOf('counts', present)}`)
  const counts = `counts_${relation}_${column.position}`
  await db.run(`CREATE TEMP TABLE ${counts} AS ${counting}`)
  try {
    return await db.rows(`WITH ${askedOf(counts, present)}`)
  } finally {
    await db.run(`DROP TABLE ${counts}`)
  }
}

/** Only the values that are frequent enough are put in order. */
function askedOf(counts: string, present: number): string {
  return `figures AS (SELECT count(*) AS different, left(min(v), 200) AS low, left(max(v), 200) AS high, avg(length(v)) AS length FROM ${counts}),
spelling AS (SELECT avg(regexp_matches(v, '\\s')::INT) AS spaced, avg(regexp_matches(v, '[0-9]')::INT) AS coded FROM ${counts} WHERE (SELECT different FROM figures) >= ${present / 2}),
frequent AS (SELECT v, k FROM ${counts} WHERE k >= (SELECT min(k) FROM (SELECT k FROM ${counts} ORDER BY k DESC LIMIT ${topValues})) ORDER BY k DESC, v LIMIT ${topValues})
SELECT figures.*, spelling.*, left(v, 200), k FROM figures CROSS JOIN spelling LEFT JOIN frequent ON true ORDER BY k DESC, v`
}

/** Identifiers hardly repeat. */
const mayIdentify = (present: number, distinct: number): boolean => distinct >= present / 2

/**
 * Category, identifier or text. A category is a value that comes again: at most 20 of them, or on average at least five rows each
 * and at most 10,000. Identifiers hardly repeat, have no spaces and hold digits. `shape` is over the different values: the share with
 * a space, the share with a digit, the mean length.
 */
function textType(present: number, distinct: number, shape: { spaced: number; coded: number; length: number }): ColumnType {
  if (distinct <= 20 && (distinct < present || present <= 3)) return 'category'
  if (distinct <= 10_000 && present / distinct >= 5 && shape.length <= 80) return 'category'
  if (mayIdentify(present, distinct) && shape.spaced < 0.01 && shape.coded > 0.8 && shape.length <= 80) return 'id'
  return 'text'
}
