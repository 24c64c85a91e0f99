import { CrossfadeError } from '@shared/errors'
import { quoteText } from '../duckdb'
import type { Database } from '../duckdb'
import { columnNames } from '../file/column-names'
import type { LoadedTable, TableColumn } from './loaded-table'
import { listRejected } from './rejected-lines'
import type { RejectedLines } from './rejected-lines'

let tables = 0

/**
 * JSON lines: an object a line, its keys the columns in order of their first appearance. Texts and numbers are kept as they are written;
 * a nested value is its JSON text. Lines that are no object are rejected.
 */
export async function loadJsonLines(db: Database, name: string, path: string): Promise<LoadedTable> {
  const relation = `j${++tables}`
  const lines = `${relation}_lines`
  await db.takeThreads(true)
  // A control character cannot stand in JSON unescaped, so it never cuts a line.
  await db.run(
    `CREATE TEMP TABLE ${lines} AS SELECT line, json_valid(line) AND json_type(CASE WHEN json_valid(line) THEN line END) = 'OBJECT' AS sound FROM read_csv(${quoteText(path)}, auto_detect = false, columns = {'line': 'VARCHAR'}, header = false, delim = chr(1), quote = '', escape = '', nullstr = '', compression = 'none', max_line_size = ${64 << 20}, buffer_size = ${128 << 20})`,
  )
  try {
    const keys = await keysInOrder(db, lines)
    if (keys.length === 0) throw new CrossfadeError('file-not-a-table', `${name} has no line that is a JSON object. JSON lines have one object on each line.`)
    const names = columnNames(keys, true)
    const columns = keys.map((_, i) => `cells[${i + 1}] AS c${i}`)
    const paths = keys.map((key) => quoteText(`/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`))
    await db.run(
      `CREATE TABLE ${relation} AS SELECT ${columns.join(', ')} FROM (SELECT json_extract_string(line, [${paths.join(', ')}]) AS cells FROM ${lines} WHERE sound ORDER BY rowid)`,
    )
    const [rows] = await db.row(`SELECT count(*) FROM ${relation}`)
    const { drop, ...rejects } = await rejectedLines(db, relation, lines)
    return {
      db,
      relation,
      row: 'rowid',
      rows: Number(rows),
      columns: names.map((columnName, i) => describe(i, columnName)),
      ...rejects,
      reading: { format: 'jsonl', encoding: 'utf-8' },
      drop: async () => {
        await db.run(`DROP TABLE IF EXISTS ${relation}`)
        await drop()
      },
    }
  } finally {
    await db.run(`DROP TABLE IF EXISTS ${lines}`)
  }
}

function describe(position: number, name: string): TableColumn {
  const text = `c${position}`
  return { name, position, text, number: `TRY_CAST(${text} AS DOUBLE)`, numeric: null, present: text, native: null }
}

async function keysInOrder(db: Database, lines: string): Promise<string[]> {
  const rows = await db.rows(
    `SELECT k, min(r * 100000 + p) FROM (SELECT unnest(json_keys(line)) AS k, generate_subscripts(json_keys(line), 1) AS p, rowid AS r FROM ${lines} WHERE sound) GROUP BY k ORDER BY 2`,
  )
  return rows.map(([key]) => String(key))
}

async function rejectedLines(db: Database, relation: string, lines: string): Promise<RejectedLines> {
  const bad = `FROM ${lines} WHERE line IS NOT NULL AND NOT coalesce(sound, false)`
  const [count] = await db.row(`SELECT count(*) ${bad}`)
  const kept = Number(count) === 0 ? null : `${relation}_rejected`
  if (kept !== null) await db.run(`CREATE TABLE ${kept} AS SELECT rowid + 1 AS line, line AS text, json_valid(line) AS valid ${bad} ORDER BY ${lines}.rowid`)
  return listRejected(db, kept, ([valid]) => (valid === true ? 'not a JSON object' : 'not valid JSON'))
}
