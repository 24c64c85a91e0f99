import type { ColumnType } from '../dataset/column'
import type { Recipe } from './recipe'

/** The type that a recipe gives a column; undefined where it leaves it as it is. A column may be called constructor: what every object has is no type. */
export function givenType({ columns: { types } }: Recipe, name: string): ColumnType | undefined {
  return Object.prototype.hasOwnProperty.call(types, name) ? types[name] : undefined
}
