import { countingColumns } from '../prepare/select-rows'
import type { RecipeTable } from '../prepare/recipe-table'
import { equalGroups } from '../table/equal-groups'
import type { Duplicates } from './findings'

/** Groups of equal rows of the file. Columns that count the rows are left aside. */
export function duplicateGroups(columns: RecipeTable): Promise<Int32Array[]> {
  return equalGroups(columns, columns.columnNames, { leftOut: countingColumns(columns) })
}

/** Rows beyond the first of each group of equal rows, and how many such groups. */
export async function countDuplicates(columns: RecipeTable): Promise<Duplicates> {
  const groups = await duplicateGroups(columns)
  return { rows: groups.reduce((sum, group) => sum + group.length - 1, 0), groups: groups.length }
}
