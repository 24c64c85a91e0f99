import { CrossfadeError } from '@shared/errors'
import { quoteText } from '../duckdb'
import type { Database } from '../duckdb'
import { columnNames } from '../file/column-names'
import type { LoadedTable, TableColumn } from './loaded-table'
import { noRejectedLines } from './rejected-lines'

let views = 0

/** A Parquet file as a view: nothing is loaded, columns are read from the file when asked for. */
export async function loadParquet(db: Database, path: string): Promise<LoadedTable> {
  const file = `read_parquet(${quoteText(path)}, file_row_number = true)`
  try {
    const described = await db.rows(`DESCRIBE SELECT * FROM ${file}`)
    const types = described.slice(0, -1).map(([, type]) => String(type))
    const names = columnNames(described.slice(0, -1).map(([name]) => String(name)), true)
    const relation = `p${++views}`
    const cells = types.map((_, i) => `x${i}`)
    const select = types.flatMap((type, i) => [`x${i}`, `x${i}::VARCHAR AS c${i}`, ...(nativeOf(type) === 'number' ? [`x${i}::DOUBLE AS n${i}`] : [])])
    await db.run(`CREATE VIEW ${relation} AS SELECT ${[...select, 'row'].join(', ')} FROM ${file} AS f(${[...cells, 'row'].join(', ')})`)
    const [rows] = await db.row(`SELECT count(*) FROM ${relation}`)
    if (Number(rows) === 0) throw new CrossfadeError('file-empty', `${path} has columns and no rows. Choose a file with rows.`)
    return {
      db,
      relation,
      row: 'row',
      rows: Number(rows),
      columns: types.map((type, i) => describe(i, names[i] ?? '', nativeOf(type))),
      ...noRejectedLines,
      reading: { format: 'parquet' },
      drop: () => db.run(`DROP VIEW IF EXISTS ${relation}`),
    }
  } catch (thrown) {
    throw parquetError(path, thrown)
  }
}

function describe(position: number, name: string, native: TableColumn['native']): TableColumn {
  const text = `c${position}`
  return { name, position, text, number: native === 'number' ? `n${position}` : `TRY_CAST(${text} AS DOUBLE)`, numeric: native === 'number', present: `x${position}`, native }
}

function nativeOf(type: string): NonNullable<TableColumn['native']> {
  if (/^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\))$/.test(type)) return 'number'
  if (type === 'BOOLEAN') return 'boolean'
  if (/^(DATE|TIMESTAMP.*)$/.test(type)) return 'date'
  return 'text'
}

function parquetError(path: string, thrown: unknown): unknown {
  if (thrown instanceof CrossfadeError) return thrown
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return new CrossfadeError('file-unreadable', `${path} is not a sound Parquet file: it is cut off or damaged, or written in a way that cannot be read (${text.split('\n')[0] ?? ''}).`)
}
