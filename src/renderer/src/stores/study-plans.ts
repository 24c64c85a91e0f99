import type { TreeSettings } from '@shared/baseline/baseline-settings'
import type { Experiment } from '@shared/experiment/experiment'
import type { RunRecord } from '@shared/run/run-record'
import type { Budget, Objective, Plan, Strategy, StudyDesign } from '@shared/study/study'
import type { Parameter } from '@shared/study/space'
import { monitorMode } from '@shared/training/resolve'
import { firstTreeSpace, modelOf, modelWords } from './study-model'
import type { StudyModel } from './study-model'

export type PlanKind = Plan['kind']

const seed = 42

/** What a search over an experiment begins with: width and learning rate about those that it has, nine trials in all. */
function firstSpace({ model, training }: Experiment): Parameter[] {
  const dense = model.layers.find((layer): layer is Extract<typeof layer, { kind: 'dense' }> => layer.kind === 'dense')
  const width = dense?.units ?? 64
  const rate = training.learningRate
  const round = (value: number) => Number(value.toPrecision(2))
  return [
    { kind: 'choice', path: 'layers.width', values: [Math.max(1, Math.round(width / 2)), width, Math.min(16_384, width * 2)] },
    { kind: 'choice', path: 'training.learningRate', values: [round(rate / 3), rate, round(Math.min(100, rate * 3))] },
  ]
}

/** The plan that a study of a kind begins with. `trees`: what its trials grow; absent: they train networks. */
export function firstPlan(kind: PlanKind, experiment: Experiment, trees?: TreeSettings): Plan {
  switch (kind) {
    case 'search':
      return { kind, space: trees === undefined ? firstSpace(experiment) : firstTreeSpace(trees), strategy: { kind: 'grid' }, pruning: { kind: 'none' }, seeds: 1 }
    case 'repeat':
      return { kind, seeds: 5, resplit: false }
    case 'learning-curve':
      return { kind, shares: [0.1, 0.25, 0.5, 0.75, 1], seeds: 3 }
    case 'k-fold':
      return { kind, folds: 5, repeats: 1, stratified: experiment.recipe.task === 'classification', ...groupOf(experiment), seed }
  }
}

/** Rows that the split keeps together stay together in folds. */
const groupOf = ({ recipe: { split } }: Experiment): { readonly group?: string } => (split.method === 'group' && split.group !== undefined ? { group: split.group } : {})

export function firstStrategy(kind: Strategy['kind'], epochs: number): Strategy {
  switch (kind) {
    case 'grid':
      return { kind }
    case 'random':
    case 'sobol':
    case 'latin-hypercube':
      return { kind, seed }
    case 'tpe':
      return { kind, seed, startup: 10, candidates: 24 }
    case 'successive-halving':
    case 'hyperband':
      return { kind, seed, factor: 3, minEpochs: Math.max(1, Math.floor(epochs / 27)) }
  }
}

/** What a strategy cannot do without: the number of trials, where it never ends by itself. */
export function budgetFor(kind: Strategy['kind'], budget: Budget): Budget {
  if (kind === 'grid' || kind === 'hyperband' || budget.trials !== undefined) return budget
  return { ...budget, trials: kind === 'successive-halving' ? 27 : 30 }
}

export function firstObjective({ recipe: { task } }: Experiment): Objective {
  const metric = task === 'classification' ? 'accuracy' : 'rmse'
  return { metric, direction: monitorMode(metric) }
}

/** Another base, measured as before where it can be. */
export function withExperiment(design: StudyDesign, experiment: Experiment): StudyDesign {
  return { ...design, experiment, ...(experiment.recipe.task === design.experiment.recipe.task ? {} : { objective: firstObjective(experiment) }) }
}

export const planNames: Readonly<Record<PlanKind, string>> = { search: 'search', repeat: 'seeds', 'learning-curve': 'learning curve', 'k-fold': 'cross-validation' }

/** A study of an experiment, as the form begins with it. */
export function firstDesign(experiment: Experiment, kind: PlanKind, trees?: TreeSettings): StudyDesign {
  return {
    version: 1,
    name: `${baseName(experiment)}, ${planNames[kind]}`.slice(0, 200),
    experiment,
    ...(trees === undefined ? {} : { trees }),
    plan: firstPlan(kind, experiment, trees),
    objective: firstObjective(experiment),
    budget: {},
  }
}

const baseName = ({ name, recipe }: Experiment): string => (name === '' ? recipe.target : name)

/** A study that is named by the network of its design is named by its trees where those are trained; a name that a person gave stays. */
function nameWith(trees: TreeSettings | undefined, design: StudyDesign): string {
  const called = (model: StudyModel): string => (model === 'network' ? baseName(design.experiment) : modelWords[model])
  const before = `${called(modelOf(design))}, ${planNames[design.plan.kind]}`
  return design.name === before ? `${called(modelOf({ trees }))}, ${planNames[design.plan.kind]}` : design.name
}

/** The same study with trials that grow these trees, or train networks. A search among settings of another model begins anew, and what trees cannot be asked for is left out. */
export function withTrees(design: StudyDesign, trees: TreeSettings | undefined): StudyDesign {
  const { plan, experiment, budget } = design
  const first = firstPlan('search', experiment, trees)
  const sameModel = modelOf({ trees }) === modelOf(design)
  const sought: Plan = plan.kind !== 'search' || first.kind !== 'search' || sameModel ? plan : { ...plan, space: first.space }
  const next: StudyDesign = { ...design, name: nameWith(trees, design).slice(0, 200), plan: sought }
  delete next.trees
  if (trees === undefined) return next
  const limits = { ...budget }
  delete limits.epochs
  return { ...next, trees, budget: limits, plan: sought.kind === 'search' && halves(sought.strategy.kind) ? { ...sought, strategy: { kind: 'grid' } } : sought }
}

/** Goes on with trials from their checkpoints. */
export const halves = (kind: Strategy['kind']): boolean => kind === 'successive-halving' || kind === 'hyperband'

/** The experiment of a run as the base of a study: the machine decides on mode and threads anew, and a repeat scores test rows where the run did. */
export function experimentOfRun({ experiment, test }: RunRecord, name: string): Experiment {
  return { ...experiment, name: name.slice(0, 200), training: { ...experiment.training, engine: 'auto', threads: 'auto', scoreTest: test !== null } }
}
