import { assertNever } from '@shared/assert-never'
import type { ColumnStep, Recipe, RowStep } from '@shared/recipe/recipe'
import { counted, percent } from '../../format/number'

const quoted = (names: readonly string[]): string => names.map((name) => (name === '' ? '(unnamed)' : name)).join(', ')
const of = (columns: ColumnStep['columns'], all: string): string => (columns === 'all' ? all : quoted(columns))

/** What a row step does, as a sentence. */
export function rowSentence(step: RowStep, recipe: Recipe): string {
  switch (step.kind) {
    case 'drop-missing-target':
      return `Leave out rows without a value in ${quoted([recipe.target])}.`
    case 'drop-missing':
      return `Leave out rows with a missing value in ${of(step.columns, 'any feature')}.`
    case 'drop-duplicates':
      return 'Keep one of each group of equal rows.'
    case 'one-row-per-key':
      return `Keep one row for each ${quoted([step.column])}.`
    case 'conflicting-labels':
      return step.keep === 'majority'
        ? 'Where equal features have different labels, keep the rows of the most frequent one.'
        : 'Leave out rows whose features occur with different labels.'
    case 'drop-test-twins':
      return recipe.split.testFile === undefined ? 'Leave out rows that are in the test file: choose one for the split.' : `Leave out rows whose features are in ${fileNameOf(recipe.split.testFile)} too.`
    case 'filter':
      return `Keep rows where ${step.expression}.`
    case 'sample':
      return `Take ${counted(step.rows, 'row')} at random (seed ${step.seed}).`
    default:
      return assertNever(step)
  }
}

const scalingWords = {
  standard: 'to mean 0 and standard deviation 1',
  minmax: 'to the range 0 to 1',
  robust: 'by median and interquartile range',
  log1p: 'by the logarithm of 1 + |value|, with its sign',
  quantile: 'to a normal distribution by rank',
  none: '',
} as const

/** What a column step does, as a sentence. */
export function columnSentence(step: ColumnStep): string {
  switch (step.kind) {
    case 'impute-number': {
      const by = step.method === 'constant' ? String(step.value ?? 0) : `the ${step.method === 'mode' ? 'most frequent value' : step.method} of the training rows`
      return `Fill missing values in ${of(step.columns, 'number columns')} with ${by}${step.indicator ? ', and mark where they were missing' : ''}.`
    }
    case 'impute-category':
      return step.method === 'mode'
        ? `Fill missing values in ${of(step.columns, 'category columns')} with the most frequent category.`
        : `Missing values in ${of(step.columns, 'category columns')} are a category of their own.`
    case 'clip':
      return `Move values of ${of(step.columns, 'number columns')} beyond the ${percent(step.low)} and ${percent(step.high)} quantiles to these bounds.`
    case 'date-parts':
      return `Turn ${of(step.columns, 'dates')} into ${step.parts.join(', ')}.`
    case 'scale':
      return step.method === 'none' ? `Leave ${of(step.columns, 'number columns')} unscaled.` : `Scale ${of(step.columns, 'number columns')} ${scalingWords[step.method]}.`
    case 'encode': {
      const where = of(step.columns, 'category columns')
      const limit = `${counted(step.limit, 'category', 'categories')}`
      if (step.method === 'one-hot') return `Turn ${where} into one 0/1 column per category, at most ${limit} each.`
      if (step.method === 'ordinal') return `Number the categories of ${where}.`
      if (step.method === 'frequency') return `Replace the categories of ${where} by how often they occur in the training rows.`
      return `Replace the categories of ${where} by the mean target of their training rows.`
    }
    default:
      return assertNever(step)
  }
}

function splitWords({ split, task }: Recipe): string {
  switch (split.method) {
    case 'stratified':
      return task === 'classification' ? 'at random, each class in equal shares' : 'at random, low and high targets in equal shares'
    case 'random':
      return 'at random'
    case 'group':
      return `so that rows with the same ${quoted([split.group ?? ''])} stay together`
    case 'ordered':
      return `in ${split.column === undefined ? 'file order' : `the order of ${quoted([split.column])}`}, the last rows for the test`
    case 'column':
      return `as the column ${quoted([split.column ?? ''])} says`
    default:
      return assertNever(split.method)
  }
}

/** The last part of a path. */
export const fileNameOf = (path: string): string => path.split(/[\\/]/).pop() ?? path

/** How the rows are split, as a sentence. */
export function splitSentence(recipe: Recipe): string {
  const { split } = recipe
  const drawn = split.method === 'ordered' || split.method === 'column' ? '' : ` (seed ${split.seed})`
  const tested = split.testFile === undefined ? '' : `; the test rows are those of ${fileNameOf(split.testFile)}`
  if (split.method === 'column') return `Split ${splitWords(recipe)}${tested}.`
  const words = split.testFile === undefined ? splitWords(recipe) : splitWords(recipe).replace(', the last rows for the test', ', the last rows for validation')
  const test = split.testFile === undefined ? split.test : 0
  const parts = [`${percent(1 - split.validation - test, 0)} training`, `${percent(split.validation, 0)} validation`, ...(split.testFile === undefined ? [`${percent(test, 0)} test`] : [])]
  return `Split ${words}: ${parts.join(', ')}${drawn}${tested}.`
}
