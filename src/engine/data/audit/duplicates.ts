import { columnsThatCount } from '../prepare/select-rows'
import type { RecipeTable } from '../prepare/recipe-table'
import { equalGroups } from '../table/equal-groups'
import type { Duplicates } from './findings'

/** Groups of equal rows of the file. Columns that count the rows are left aside. */
export async function duplicateGroups(columns: RecipeTable): Promise<Int32Array[]> {
  const counting = await columnsThatCount(columns.table, columns.numberColumns)
  const compared = columns.columnNames.filter((name) => !counting.has(name))
  return compared.length === 0 ? [] : equalGroups(columns.table, compared.map((name) => columns.comparable(name)))
}

/** Rows beyond the first of each group of equal rows, and how many such groups. */
export async function countDuplicates(columns: RecipeTable): Promise<Duplicates> {
  const groups = await duplicateGroups(columns)
  return { rows: groups.reduce((sum, group) => sum + group.length - 1, 0), groups: groups.length }
}
