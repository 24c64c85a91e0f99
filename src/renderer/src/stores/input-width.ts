import type { Column, ColumnType } from '@shared/dataset/column'
import { givenType } from '@shared/recipe/given-type'
import type { ColumnStep, Recipe } from '@shared/recipe/recipe'

/** The last step of a kind that is for a column: later ones win over earlier ones. */
function stepFor<Kind extends ColumnStep['kind']>(recipe: Recipe, kind: Kind, name: string): Extract<ColumnStep, { kind: Kind }> | undefined {
  const steps = recipe.steps.filter((step): step is Extract<ColumnStep, { kind: Kind }> => step.kind === kind)
  const naming = steps.filter((step) => step.columns !== 'all' && step.columns.includes(name))
  return naming[naming.length - 1] ?? steps.filter((step) => step.columns === 'all').pop()
}

export const typeOf = (recipe: Recipe, column: Column): ColumnType => givenType(recipe, column.name) ?? column.type

/** How many numbers a feature column becomes. Exact once the training rows are known; this goes by the whole table's profile. */
export function widthOf(recipe: Recipe, column: Column, classes: number): number {
  const type = typeOf(recipe, column)
  switch (type) {
    case 'number':
    case 'boolean': {
      const indicator = stepFor(recipe, 'impute-number', column.name)?.indicator === true && column.missing > 0
      return indicator ? 2 : 1
    }
    case 'date':
      return stepFor(recipe, 'date-parts', column.name)?.parts.length ?? 1
    case 'category':
    case 'text':
    case 'id': {
      const encode = stepFor(recipe, 'encode', column.name)
      if (encode === undefined || encode.method === 'ordinal' || encode.method === 'frequency') return 1
      if (encode.method === 'target') return recipe.task === 'regression' || classes === 2 ? 1 : classes
      const pooled = column.distinct > encode.limit || encode.unseen === 'other'
      return Math.min(column.distinct, encode.limit) + (pooled ? 1 : 0) + (column.missing > 0 ? 1 : 0)
    }
  }
}

/** The width of the model's input for a recipe over these columns. */
export function inputWidth(recipe: Recipe, columns: readonly Column[], classes: number): number {
  const byName = new Map(columns.map((column) => [column.name, column]))
  return recipe.columns.features.reduce((sum, name) => {
    const column = byName.get(name)
    return column === undefined ? sum : sum + widthOf(recipe, column, classes)
  }, 0)
}

/**
 * Whether a category or a missing value of this column could be absent from the training rows, which alone decide how wide it becomes.
 * `elsewhere`: rows of the file that are not training rows. A value on more rows than that is among them for certain.
 */
function mayBeNarrower(recipe: Recipe, column: Column, elsewhere: number): boolean {
  const unsureMissing = column.missing > 0 && column.missing <= elsewhere
  const type = typeOf(recipe, column)
  if (type === 'date') return false
  if (type === 'number' || type === 'boolean') return unsureMissing && stepFor(recipe, 'impute-number', column.name)?.indicator === true
  const encode = stepFor(recipe, 'encode', column.name)
  if (encode === undefined || encode.method !== 'one-hot') return false
  const sure = column.top.filter((value) => value.count > elsewhere).length
  return unsureMissing || sure < Math.min(column.distinct, encode.limit) || (column.distinct > encode.limit && encode.unseen !== 'other')
}

/** Whether `inputWidth` is what the preparation will come to, whichever rows are drawn for training. */
export function widthIsCertain(recipe: Recipe, columns: readonly Column[], elsewhere: number): boolean {
  return columns.every((column) => !recipe.columns.features.includes(column.name) || !mayBeNarrower(recipe, column, elsewhere))
}
