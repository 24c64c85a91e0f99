import type { Column } from '@shared/dataset/column'
import type { Recipe } from '@shared/recipe/recipe'
import { roleOf } from './roles'
import type { Role } from './roles'

/** Sizes in pixels, as the styles of the table have them. */
export const rowHeight = 28
export const headerHeight = 74
export const numberWidth = 76

/** A column with its place in the table. */
export interface PlacedColumn {
  readonly column: Column
  readonly start: number
  readonly width: number
  readonly role: Role
  /** Classes of its cells. */
  readonly cell: { readonly numeric: boolean; readonly faint: boolean; readonly selected: boolean }
}

/** Columns side by side, behind the row numbers. */
export function placeColumns(columns: readonly Column[], recipe: Recipe, selected: string | null): PlacedColumn[] {
  let start = numberWidth
  return columns.map((column) => {
    const role = roleOf(recipe, column.name)
    const width = widthOf(column, role === 'target')
    const placed = { column, start, width, role, cell: { numeric: column.type === 'number', faint: role === 'ignored', selected: selected === column.name } }
    start += width
    return placed
  })
}

/** As wide as its name and its longest common value need, within reason. */
function widthOf({ name, top }: Column, isTarget: boolean): number {
  const longest = Math.max(name.length, ...top.map((one) => Math.min(28, one.value.length)), 6)
  const badge = isTarget ? 54 : 0
  return Math.min(260, Math.max(112, longest * 7.4 + 44, name.length * 7.4 + 52 + badge))
}
