import type { Recipe } from '@shared/recipe/recipe'

/** What the audit and the row plan depend on. How numbers are scaled or filled in changes neither. */
export const rowQuestion = (id: string, { task, target, columns, rows, split }: Recipe): string =>
  JSON.stringify([id, task, target, columns.features, columns.types, rows, split])
