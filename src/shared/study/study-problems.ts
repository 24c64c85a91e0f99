import type { z } from 'zod'
import { gridSize } from './grid'
import { composeExperiment, denseCount, isComposed, sameRowsAs } from './compose'
import { hyperbandBrackets } from './halving'
import { parsePath } from './set-path'
import { gridValues, sameValue, valueCount } from './space'
import type { Assignment, Parameter } from './space'
import { mostSobolDimensions } from './sobol'
import { studyDesign } from './study'
import type { SearchPlan, StudyDesign } from './study'
import { idleInStudy, treeProblems } from './tree-trials'
import { unknownFields } from './unknown-fields'
import { metricsFor, monitorMode } from '../training/resolve'

/** What is wrong with a study, and where: `path` is the field of study.json, such as plan.space[2].low. */
export interface StudyProblem {
  readonly path: string
  readonly message: string
}

/** Trials that a study may have; a larger grid is refused, a random search goes on up to here. */
export const mostTrials = 100_000

export type ReadStudy = { readonly kind: 'ok'; readonly design: StudyDesign } | { readonly kind: 'bad'; readonly problems: readonly StudyProblem[] }

/** A document as a study, or all that is wrong with it. Never throws. */
export function readStudy(document: unknown): ReadStudy {
  const parsed = studyDesign.safeParse(document)
  if (!parsed.success) return { kind: 'bad', problems: parsed.error.issues.map(issueProblem) }
  const unknown = unknownFields(document, parsed.data)
  const problems = unknown.length > 0 ? unknown : studyProblems(parsed.data)
  return problems.length === 0 ? { kind: 'ok', design: parsed.data } : { kind: 'bad', problems }
}

function issueProblem(issue: z.core.$ZodIssue): StudyProblem {
  const path = issue.path.reduce<string>((text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`), '')
  return { path: path === '' ? 'the document' : path, message: issue.message }
}

/** What can be seen to be wrong with a study before its table is read; empty when nothing is. */
export function studyProblems(design: StudyDesign): readonly StudyProblem[] {
  const problems: StudyProblem[] = []
  const found = (path: string, message: string) => problems.push({ path, message })
  const { plan, objective, experiment } = design
  if (experiment.recipe.split.validation === 0 && plan.kind !== 'k-fold' && experiment.recipe.split.method !== 'column') {
    found('experiment.recipe.split.validation', 'Trials are ranked on validation rows, and the split has none. Give them a share, such as 0.1.')
  }
  // How many classes the table has is known later: every metric of a classification may be one of this task.
  const metrics = experiment.recipe.task === 'regression' ? metricsFor('regression', 0) : [...metricsFor('classification', 2), ...metricsFor('classification', 6)]
  if (!metrics.includes(objective.metric)) {
    found('objective.metric', `${objective.metric} is not measured for ${experiment.recipe.task}. Choose one of ${[...new Set(metrics)].join(', ')}.`)
  } else if (monitorMode(objective.metric) !== objective.direction) {
    found('objective.direction', `For ${objective.metric} ${monitorMode(objective.metric) === 'max' ? 'more' : 'less'} is better, so the direction is "${monitorMode(objective.metric)}".`)
  }
  problems.push(...treeProblems(design))
  switch (plan.kind) {
    case 'search':
      problems.push(...spaceProblems(plan, design), ...strategyProblems(plan, design))
      break
    case 'learning-curve':
      if (new Set(plan.shares).size < plan.shares.length) found('plan.shares', 'A share stands twice. Give each once.')
      break
    case 'k-fold':
      if (experiment.recipe.split.fold !== undefined) found('experiment.recipe.split.fold', 'The study deals the folds itself. Leave this field out.')
      if (experiment.recipe.split.method === 'ordered') {
        found('experiment.recipe.split.method', 'Folds are dealt at random, so rows that come later would train what is validated on earlier ones; an ordered split is there to prevent that. Train the run by itself, or choose another method where the order does not matter.')
      }
      break
    case 'repeat':
  }
  return problems
}

function spaceProblems(plan: SearchPlan, design: StudyDesign): StudyProblem[] {
  const { space } = plan
  const problems: StudyProblem[] = []
  if (space.length === 0) return [{ path: 'plan.space', message: 'There is no setting to try. Name at least one, such as training.learningRate.' }]
  space.forEach((one, index) => {
    const at = `plan.space[${index}]`
    const before = problems.length
    const found = (field: string, message: string) => problems.push({ path: `${at}.${field}`, message })
    if (space.findIndex((other) => other.path === one.path) < index) found('path', `${one.path} stands twice. Name each setting once.`)
    const idle = idleInStudy(one.path, design, largestCount(space, design))
    if (idle !== null) found('path', idle)
    else if (one.path === 'training.scoreTest') found('path', 'Trials leave the test rows unscored; this cannot be tried.')
    else if (!isComposed(one.path) && parsePath(one.path) === null) found('path', `"${one.path}" is not a path. Write it as in docs/experiment-format.md, such as training.learningRate.`)
    if (one.path === 'training.seed' && plan.seeds > 1) found('path', 'The seed is tried already: plan.seeds says with how many. Leave this setting out, or set plan.seeds to 1.')
    rangeProblems(one, found)
    conditionProblems(one, space.slice(0, index), space, found)
    if (problems.length === before) valueProblems(one, index, design, problems)
  })
  return problems
}

/** How many hidden layers the deepest trial has. */
function largestCount(space: readonly Parameter[], { experiment }: StudyDesign): number {
  const count = space.find((one) => one.path === 'layers.count')
  if (count === undefined) return denseCount(experiment)
  return count.kind === 'choice' ? Math.max(0, ...count.values.filter((value): value is number => typeof value === 'number')) : count.high
}

function rangeProblems(one: Parameter, found: (field: string, message: string) => void): void {
  if (one.kind === 'choice') {
    one.values.forEach((value, place) => {
      if (one.values.findIndex((other) => sameValue(other, value)) < place) found(`values[${place}]`, `${JSON.stringify(value)} stands twice. Name each value once.`)
    })
    return
  }
  if (one.low > one.high) found('low', `${one.low} is more than high, ${one.high}. Exchange them.`)
  if (one.log === true && one.low <= 0) found('low', `A logarithmic scale begins above 0, not at ${one.low}.`)
  if (one.kind === 'int') {
    if (!Number.isInteger(one.low)) found('low', `${one.low} is not a whole number. Write it whole, or use the kind float.`)
    if (!Number.isInteger(one.high)) found('high', `${one.high} is not a whole number. Write it whole, or use the kind float.`)
  }
}

function conditionProblems(one: Parameter, before: readonly Parameter[], space: readonly Parameter[], found: (field: string, message: string) => void): void {
  const { when } = one
  if (when === undefined) return
  const asked = before.find((other) => other.path === when.path)
  if (asked === undefined) {
    const later = space.some((other) => other.path === when.path)
    found('when.path', later ? `${when.path} comes later in the space. Put it before this setting.` : `${when.path} is not among the settings that are tried.`)
    return
  }
  const values = gridValues(asked)
  when.in.forEach((value, place) => {
    if (values.length > 0 && !values.some((other) => sameValue(other, value))) found(`when.in[${place}]`, `${when.path} never is ${JSON.stringify(value)}. It can be ${values.slice(0, 10).map((v) => JSON.stringify(v)).join(', ')}.`)
  })
}

/** Each value is tried in the base experiment, with the rest as it is there. */
function valueProblems(one: Parameter, index: number, design: StudyDesign, problems: StudyProblem[]): void {
  const fields = one.kind === 'choice' ? one.values.map((value, place) => [`values[${place}]`, value] as const) : ([['low', one.low], ['high', one.high]] as const)
  for (const [field, value] of fields) {
    const composed = composeExperiment(design.experiment, contextOf(one, value, design), design.trees)
    if (composed.kind === 'ok') {
      if (/^recipe\b/.test(one.path) && !sameRowsAs(composed.experiment, design.experiment)) {
        problems.push({ path: `plan.space[${index}].path`, message: `${one.path} decides which rows trials are ranked on, and the easiest rows would win. Set it in the base experiment; to see what other splits do, make a study of the kind repeat with resplit.` })
        return
      }
      continue
    }
    const path = composed.message.startsWith('leads to nothing') ? 'path' : field
    problems.push({ path: `plan.space[${index}].${path}`, message: path === 'path' ? `${one.path} ${composed.message}. docs/experiment-format.md and docs/studies.md list the settings.` : `${JSON.stringify(value)} cannot be tried: ${composed.message}.` })
    if (path === 'path') return
  }
}

/** The value beside a first value of each setting that it depends on: weight decay is there only where the optimiser is AdamW. */
function contextOf(one: Parameter, value: unknown, { plan }: StudyDesign): Assignment {
  const values: Record<string, unknown> = { [one.path]: value }
  let when = one.when
  while (when !== undefined && !(when.path in values)) {
    values[when.path] = when.in[0]
    const path = when.path
    when = plan.kind === 'search' ? plan.space.find((other) => other.path === path)?.when : undefined
  }
  // Whole parts that hold this setting, such as the optimiser of its weight decay.
  if (plan.kind === 'search') {
    for (const other of plan.space) {
      if (other.path in values || !one.path.startsWith(`${other.path}.`)) continue
      values[other.path] = gridValues(other)[0]
    }
  }
  return values
}

/** A rung that cannot be filled would never be over. */
function tooFewToHalve({ space, strategy }: SearchPlan, trials: number, epochs: number): StudyProblem[] {
  if (space.some((one) => valueCount(one) === null) || (strategy.kind !== 'hyperband' && strategy.kind !== 'successive-halving')) return []
  const needed = strategy.kind === 'hyperband' ? hyperbandBrackets(strategy.minEpochs, epochs, strategy.factor).reduce((sum, bracket) => sum + (bracket[0]?.configurations ?? 0), 0) : trials
  const size = gridSize(space, mostTrials)
  return size >= needed ? [] : [{ path: 'plan.space', message: `It has ${size} combinations, and ${strategy.kind} begins with ${needed}. Try more values, or use a grid.` }]
}

function strategyProblems(plan: SearchPlan, { budget, experiment }: StudyDesign): StudyProblem[] {
  const problems: StudyProblem[] = []
  const found = (path: string, message: string) => problems.push({ path, message })
  const { strategy, space } = plan
  switch (strategy.kind) {
    case 'grid': {
      space.forEach((one, index) => {
        if (valueCount(one) === null) found(`plan.space[${index}].steps`, `A grid needs to know how many values of ${one.path} to try. Give steps, such as 5, or a list of values.`)
      })
      if (problems.length > 0) break
      const size = gridSize(space, mostTrials) * plan.seeds
      if (size > mostTrials && budget.trials === undefined) found('plan.space', `The grid has more than ${mostTrials.toLocaleString('en')} trials. Try fewer values, or another strategy.`)
      break
    }
    case 'random':
    case 'sobol':
    case 'latin-hypercube':
    case 'tpe':
      if (budget.trials === undefined && budget.minutes === undefined && budget.epochs === undefined) {
        found('budget', `${strategy.kind} never ends by itself. Give trials, minutes or epochs.`)
      }
      if (strategy.kind === 'latin-hypercube' && budget.trials === undefined) found('budget.trials', 'A Latin hypercube is laid out for a number of trials. Give it.')
      if (strategy.kind === 'sobol' && space.length > mostSobolDimensions) found('plan.space', `Sobol points have at most ${mostSobolDimensions} settings. Use random.`)
      break
    case 'successive-halving':
    case 'hyperband':
      if (strategy.kind === 'successive-halving' && budget.trials === undefined) found('budget.trials', 'Successive halving begins with a number of trials. Give it.')
      if (strategy.minEpochs >= experiment.training.epochs) {
        found('plan.strategy.minEpochs', `${strategy.minEpochs} epochs leave nothing to halve: the experiment trains ${experiment.training.epochs}. Give fewer.`)
      }
      if (plan.seeds > 1) found('plan.seeds', `${strategy.kind} trains each combination once. Set plan.seeds to 1.`)
      if (plan.pruning.kind !== 'none') found('plan.pruning', `${strategy.kind} ends hopeless trials itself. Set the kind to none.`)
      if (problems.length === 0) problems.push(...tooFewToHalve(plan, budget.trials ?? 0, experiment.training.epochs))
      if (space.some((one) => one.path === 'training.epochs')) found('plan.space', `${strategy.kind} decides on the epochs itself. Leave training.epochs out.`)
  }
  return problems
}
