import { z } from 'zod'
import { assertNever } from '../assert-never'
import { columnType } from '../dataset/column'
import { rowStep } from './recipe'
import type { Recipe, Split } from './recipe'

/** An edit of a recipe that answers a finding of the audit. `label` is what its button says. */
export const remedy = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ignore-column'), label: z.string(), column: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('split-by-group'), label: z.string(), column: z.string() }),
  z.object({ kind: z.literal('split-stratified'), label: z.string() }),
  z.object({ kind: z.literal('add-row-step'), label: z.string(), step: rowStep }),
  z.object({ kind: z.literal('set-type'), label: z.string(), column: z.string(), type: columnType }),
])
export type Remedy = z.infer<typeof remedy>

/** The recipe with the remedy done. Pure: the caller keeps the recipe before it, to undo. Doing it twice changes nothing more. */
export function applyRemedy(recipe: Recipe, fix: Remedy): Recipe {
  switch (fix.kind) {
    case 'ignore-column':
      return {
        ...recipe,
        columns: {
          ...recipe.columns,
          features: recipe.columns.features.filter((name) => name !== fix.column),
          ignored: [...recipe.columns.ignored.filter((i) => i.name !== fix.column), { name: fix.column, reason: fix.reason }],
        },
      }
    case 'split-by-group':
      return { ...recipe, split: { ...sharesOf(recipe.split), method: 'group', group: fix.column } }
    case 'split-stratified':
      return { ...recipe, split: { ...sharesOf(recipe.split), method: 'stratified' } }
    case 'add-row-step':
      return recipe.rows.some((step) => JSON.stringify(step) === JSON.stringify(fix.step)) ? recipe : { ...recipe, rows: [...recipe.rows, fix.step] }
    case 'set-type':
      // A computed key of this name would set the prototype.
      return fix.column === '__proto__' ? recipe : { ...recipe, columns: { ...recipe.columns, types: { ...recipe.columns.types, [fix.column]: fix.type } } }
    default:
      return assertNever(fix)
  }
}

/** Whether a recipe is already as the remedy would make it. */
export function isRemedied(recipe: Recipe, fix: Remedy): boolean {
  switch (fix.kind) {
    case 'ignore-column':
      return !recipe.columns.features.includes(fix.column)
    case 'split-by-group':
      return recipe.split.method === 'group' && recipe.split.group === fix.column
    case 'split-stratified':
      return recipe.split.method === 'stratified'
    case 'add-row-step':
      return recipe.rows.some((step) => JSON.stringify(step) === JSON.stringify(fix.step))
    case 'set-type':
      return Object.entries(recipe.columns.types).some(([name, type]) => name === fix.column && type === fix.type)
    default:
      return assertNever(fix)
  }
}

/** What a change of the method keeps: all but what belongs to one method. */
export function sharesOf({ method: _method, group: _group, column: _column, ...rest }: Split): Omit<Split, 'method' | 'group' | 'column'> {
  return rest
}
