import { leftOutByChoice } from '@shared/recipe/guess'
import type { Column, ColumnType } from '@shared/dataset/column'
import type { Recipe } from '@shared/recipe/recipe'

export type Role = 'target' | 'feature' | 'ignored'

export const roleWords: Readonly<Record<Role, string>> = { target: 'Target', feature: 'Feature', ignored: 'Left out' }

export function roleOf(recipe: Recipe, name: string): Role {
  if (name === recipe.target) return 'target'
  return recipe.columns.features.includes(name) ? 'feature' : 'ignored'
}

/** Why a column is left out, in words; null for others. */
export const reasonFor = (recipe: Recipe, name: string): string | null => recipe.columns.ignored.find((one) => one.name === name)?.reason ?? null

/** The columns of a recipe with one more or one less feature; `order` is that of the table, which features keep. */
export function withFeature(columns: Recipe['columns'], order: readonly string[], name: string, used: boolean): Recipe['columns'] {
  const chosen = new Set(columns.features)
  if (used) chosen.add(name)
  else chosen.delete(name)
  const ignored = columns.ignored.filter((one) => one.name !== name)
  return {
    ...columns,
    features: order.filter((one) => chosen.has(one)),
    ignored: used ? ignored : [...ignored, { name, reason: leftOutByChoice }],
  }
}

/** The columns of a recipe with one of them under another type; the type that was found needs no entry. */
export function withType(columns: Recipe['columns'], column: Pick<Column, 'name' | 'type'>, type: ColumnType): Recipe['columns'] {
  const others = Object.entries(columns.types).filter(([name]) => name !== column.name)
  return { ...columns, types: Object.fromEntries(type === column.type ? others : [...others, [column.name, type] as const]) }
}
