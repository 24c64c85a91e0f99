import type { ColumnReader } from '@shared/recipe/pipeline'
import type { Recipe } from '@shared/recipe/recipe'
import type { LoadedTable } from '../table/loaded-table'
import { readRawColumns } from './raw-column'
import type { RawColumn } from './raw-column'

/** The column whose values a recipe keeps together, or names so that figures can be drawn by it. */
export const keyColumn = ({ split }: Pick<Recipe, 'split'>): string | undefined => split.group ?? split.fold?.group

/**
 * Numbers keys from 0 in the order in which they appear, over one table and then another. A row without a key is one of its own.
 * keys.npy holds these codes: rows that share one are drawn together when a figure's uncertainty is worked out.
 */
export class RowKeys {
  private readonly known = new Map<number | string, number>()
  private next = 0

  /** One code per row of `rows`. */
  codesOf(raw: RawColumn, rows: Int32Array): Int32Array {
    const keyOf = keysOf(raw)
    const codes = new Int32Array(rows.length)
    for (let i = 0; i < rows.length; i++) codes[i] = this.codeOf(keyOf(rows[i] as number))
    return codes
  }

  /** One code for each of so many rows without a key. */
  codesWithoutKey(rows: number): Int32Array {
    return Int32Array.from({ length: rows }, () => this.next++)
  }

  private codeOf(key: number | string | null): number {
    if (key === null) return this.next++
    const held = this.known.get(key)
    if (held !== undefined) return held
    this.known.set(key, this.next)
    return this.next++
  }
}

function keysOf(raw: RawColumn): (row: number) => number | string | null {
  if (raw.kind === 'categories') return (row) => raw.levels[raw.codes[row] as number] ?? null
  return (row) => {
    const value = raw.values[row] as number
    return Number.isNaN(value) ? null : value
  }
}

/** The key column of a test file, read as that of the table is; null where the file has no such column. */
export async function readTestKeys(table: LoadedTable, name: string, reader: ColumnReader): Promise<RawColumn | null> {
  const column = table.columns.find((c) => c.name === name)
  if (column === undefined) return null
  const [raw] = await readRawColumns(table, [{ column, reader }])
  return raw ?? null
}
