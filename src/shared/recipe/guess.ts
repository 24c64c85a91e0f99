import type { Column } from '../dataset/column'
import type { ColumnStep, Recipe, Task } from './recipe'

/** A column left out, with the reason in words. */
export interface Ignored {
  readonly name: string
  readonly reason: string
}

const count = (n: number) => n.toLocaleString('en-US')

/**
 * Whether a column of categories or of numbers is to be predicted. Numbers are classes only when they are 0 and 1, two values, or codes
 * that count on from 0 or 1 (at most 20 of them): everything else that is measured or counted is a regression.
 */
export function guessTask(target: Column): Task {
  if (target.type !== 'number') return 'classification'
  if (target.distinct <= 2) return 'classification'
  const { min, max } = target
  const coded =
    typeof min === 'number' && typeof max === 'number' && (min === 0 || min === 1) && target.distinct <= 20 && max - min + 1 === target.distinct &&
    target.top.every((t) => Number.isInteger(Number(t.value)))
  return coded ? 'classification' : 'regression'
}

/** The column most likely to be predicted: one called target, class, label …, else the last category or boolean, else the last column. Null when none can be. */
export function guessTarget(columns: readonly Column[]): string | null {
  const usable = columns.filter((c) => c.distinct > 1 && c.type !== 'id' && c.type !== 'text')
  const named = usable.find((c) => /^(target|class|label|y|species|genre|outcome|category)$/i.test(c.name))
  const last = columns[columns.length - 1]
  const lastUsable = last !== undefined && usable.includes(last) && last.type === 'category' ? last : undefined
  const categories = usable.filter((c) => c.type === 'category' || c.type === 'boolean')
  const chosen = named ?? lastUsable ?? categories[categories.length - 1] ?? usable[usable.length - 1]
  return chosen?.name ?? null
}

/** Why a column does not make a sound feature as it is, or null when it does. */
export function reasonToIgnore(column: Column, rows: number): string | null {
  const present = rows - column.missing
  if (present === 0) return 'has no values'
  if (column.distinct === 1) return column.missing === 0 ? 'the same value in every row' : 'the same value wherever it has one'
  switch (column.type) {
    case 'id':
      return typeof column.min === 'number' && column.distinct === rows && Number(column.max) - column.min === rows - 1
        ? 'counts the rows: it says where a row stands in the file, nothing about it'
        : `identifies rows: ${count(column.distinct)} different values in ${count(rows)} rows`
    case 'text':
      return `text with ${count(column.distinct)} different values in ${count(rows)} rows`
    case 'category':
      return column.distinct > 1000 ? `${count(column.distinct)} categories, too many to learn from one by one` : null
    case 'number':
    case 'boolean':
    case 'date':
      return null
  }
}

/** The steps of a new recipe. They are for all columns, so that they hold when columns are added. */
export const defaultSteps: readonly ColumnStep[] = [
  { kind: 'impute-number', columns: 'all', method: 'median', indicator: false },
  { kind: 'impute-category', columns: 'all', method: 'own-category' },
  { kind: 'encode', columns: 'all', method: 'one-hot', limit: 30, unseen: 'zeros' },
  { kind: 'scale', columns: 'all', method: 'standard' },
]

/** The reason given for a column that a person, not a guess, left out. */
export const leftOutByChoice = 'left out by choice'

export interface GuessOptions {
  readonly task?: Task
  /** Exactly these features, whatever would have been guessed. */
  readonly features?: readonly string[]
  /** These are left out, beside those that are guessed. */
  readonly ignore?: readonly string[]
}

/** A sound recipe for a table and a target, to start from. Pure. Columns that are no features come with the reason why. */
export function guessRecipe(columns: readonly Column[], rows: number, target: string, options: GuessOptions = {}): Recipe {
  const targetColumn = columns.find((c) => c.name === target)
  const features: string[] = []
  const ignored: Ignored[] = []
  for (const column of columns) {
    if (column.name === target) continue
    const reason = reasonFor(column, rows, options)
    if (reason === null) features.push(column.name)
    else ignored.push({ name: column.name, reason })
  }
  return {
    task: options.task ?? (targetColumn === undefined ? 'classification' : guessTask(targetColumn)),
    target,
    columns: { features: options.features === undefined ? features : [...options.features], ignored, types: {} },
    rows: [{ kind: 'drop-missing-target' }],
    steps: [...defaultSteps],
    split: { method: 'stratified', validation: 0.1, test: 0.2, seed: 42 },
  }
}

function reasonFor(column: Column, rows: number, options: GuessOptions): string | null {
  if (options.ignore?.includes(column.name)) return leftOutByChoice
  if (options.features !== undefined) return options.features.includes(column.name) ? null : 'not among the chosen features'
  return reasonToIgnore(column, rows)
}
