import type { ErrorCode } from '../errors'
import { inferShapes, outputUnits } from '../model/shapes'
import { startProblem } from '../model/start-weights'
import { estimatedBytes } from '../training/memory'
import { resolveBatch, trainingProblems } from '../training/resolve'
import type { Experiment } from './experiment'
import { recipeProblems } from './recipe-problems'
import type { ColumnFacts } from './recipe-problems'

export interface ExperimentProblem {
  readonly code: ErrorCode
  readonly message: string
}

/** The table an experiment is to be run on. */
export interface TableFacts {
  readonly name: string
  readonly rows: number
  readonly columns: readonly ColumnFacts[]
}

/** Saving a checkpoint and the best weights takes copies beside what training itself needs: a stack at 1.5 was killed by the system. */
const memoryMargin = 2

/**
 * What can be seen to be wrong with an experiment before a row is read: columns that are not there, a target that cannot be
 * learned from, a stack that cannot be built or that needs more than `memory` bytes, settings that do not go together.
 * Empty when nothing is.
 */
export function experimentProblems(experiment: Experiment, table: TableFacts, memory = Infinity): readonly ExperimentProblem[] {
  const problems = [...targetProblems(experiment, table), ...featureProblems(experiment, table), ...recipeProblems(experiment.recipe, table, namesOf(table))]
  const { task, target, columns } = experiment.recipe
  // Class counts are exact for the file; rows dropped by the recipe may lower them, which the preparation finds.
  const classes = task === 'classification' ? (table.columns.find((column) => column.name === target)?.distinct ?? 0) : 0
  const { model, training } = experiment
  for (const one of trainingProblems(training, { task, classes, output: model.output.activation })) {
    problems.push({ code: one.field === 'output' ? 'model-invalid' : 'training-invalid', message: one.message })
  }
  if (problems.some((problem) => problem.code === 'target-invalid')) return problems
  const [inputs, units] = [columns.features.length, outputUnits(task, classes, training.loss)]
  const shapes = inferShapes(model, inputs, units)
  for (const one of shapes.problems) problems.push({ code: 'model-invalid', message: one.message })
  // How many inputs the columns come to is known when they are prepared; a regression has one output, whatever the table.
  const misfit = startProblem(model, null, task === 'regression' ? 1 : null)
  if (misfit !== null) problems.push({ code: 'model-invalid', message: misfit })
  const batch = resolveBatch(training.batch, table.rows)
  const needed = memoryMargin * estimatedBytes(model, { inputs, units, rows: table.rows, batch, optimizer: training.optimizer, averaged: training.ema !== undefined })
  if (needed > memory) {
    problems.push({
      code: 'model-invalid',
      message: `Training ${shapes.parameters.total.toLocaleString('en')} parameters needs about ${gigabytes(needed)} of memory, and this machine has ${gigabytes(memory)}. Use fewer units or layers.`,
    })
  }
  return problems
}

function targetProblems(experiment: Experiment, table: TableFacts): ExperimentProblem[] {
  const { target, task } = experiment.recipe
  const column = table.columns.find((one) => one.name === target)
  if (column === undefined) {
    return [{ code: 'column-not-found', message: `${table.name} has no column "${target}" to predict. ${namesOf(table)}` }]
  }
  if (column.missing >= table.rows) {
    return [{ code: 'target-invalid', message: `The target "${target}" has no value in any of the ${table.rows} rows. Choose another target.` }]
  }
  if (column.distinct < 2) {
    const what = task === 'classification' ? 'one class' : 'one value'
    return [{ code: 'target-invalid', message: `The target "${target}" has only ${what}, so there is nothing to tell apart. Choose another target.` }]
  }
  return []
}

function featureProblems(experiment: Experiment, table: TableFacts): ExperimentProblem[] {
  const { features } = experiment.recipe.columns
  const names = new Set(table.columns.map((column) => column.name))
  const absent = features.filter((name) => !names.has(name))
  const problems: ExperimentProblem[] = []
  if (absent.length > 0) {
    problems.push({ code: 'column-not-found', message: `${table.name} has no column ${absent.map((name) => `"${name}"`).join(', ')}. ${namesOf(table)}` })
  }
  if (features.includes(experiment.recipe.target)) {
    problems.push({ code: 'recipe-invalid', message: `"${experiment.recipe.target}" is the target and cannot be a feature too. Take it out of the features.` })
  }
  return problems
}

const namesOf = (table: TableFacts): string => {
  const names = table.columns.map((column) => (column.name === '' ? '(unnamed)' : column.name))
  return `Its columns: ${names.slice(0, 30).join(', ')}${names.length > 30 ? ', …' : ''}.`
}

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`
