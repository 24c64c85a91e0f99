import type { Column } from '../dataset/column'
import type { Recipe } from '../recipe/recipe'
import { splitWords } from '../recipe/split-words'
import type { ExperimentProblem } from './experiment-problems'

/** What is known of a column of a table; of an older or half-read table less. */
export type ColumnFacts = Pick<Column, 'name' | 'missing' | 'distinct'> & Partial<Pick<Column, 'type' | 'mean' | 'top'>>

/**
 * What a recipe asks of columns beside its target and features, as far as the profile of the table tells: the preparation finds the rest.
 * `names`: the columns of the table, in words.
 */
export function recipeProblems({ task, target, columns, rows, split }: Recipe, table: { readonly name: string; readonly columns: readonly ColumnFacts[] }, names: string): ExperimentProblem[] {
  const problems: ExperimentProblem[] = []
  const find = (name: string) => table.columns.find((column) => column.name === name)
  const own = (name: string) => (Object.prototype.hasOwnProperty.call(columns.types, name) ? columns.types[name] : undefined)
  const isText = (name: string) => {
    const { type, mean } = find(name) ?? {}
    return own(name) === undefined && (type === 'category' || type === 'text' || type === 'id') && mean === null
  }
  const wanted = (name: string | undefined, what: string) => {
    if (name === undefined || find(name) !== undefined) return
    problems.push({ code: 'column-not-found', message: `${table.name} has no column "${name}" ${what}. ${names}` })
  }
  wanted(split.method === 'group' ? split.group : undefined, 'to group by')
  wanted(split.fold?.group, 'to group the folds by')
  wanted(split.method === 'column' ? split.column : undefined, 'that says which part a row belongs to')
  wanted(columns.weight, 'with weights of the rows')
  for (const step of rows) if (step.kind === 'one-row-per-key') wanted(step.column, 'to keep one row of each value of')
  if (columns.weight !== undefined && isText(columns.weight)) {
    problems.push({ code: 'recipe-invalid', message: `"${columns.weight}" holds texts, so it cannot weight rows. Choose a column of numbers.` })
  }
  if (task === 'regression' && isText(target)) {
    problems.push({ code: 'target-invalid', message: `The target "${target}" holds texts, so it is no number to predict. Choose classification, or another target.` })
  }
  const stranger = split.method === 'column' && split.column !== undefined && rows.every(({ kind }) => kind !== 'filter' && kind !== 'drop-missing') ? strangeWord(find(split.column)) : null
  if (stranger !== null) {
    problems.push({ code: 'recipe-invalid', message: `The column "${split.column ?? ''}" holds ${stranger}, which names no part. It must hold train, validation or test (or 0 and 1) in every row.` })
  }
  return problems
}

const known = new Set<string>([...Object.values(splitWords).flat(), '0', '1'])

/** A value of a column of parts that is none, where all of its values are known. */
function strangeWord(column: ColumnFacts | undefined): string | null {
  if (column?.top === undefined) return null
  const stranger = column.top.find(({ value }) => !known.has(value.trim().toLowerCase()) && !(Number(value) === 0 || Number(value) === 1))
  return stranger === undefined ? null : `"${stranger.value}"`
}
