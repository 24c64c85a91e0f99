import type { Experiment } from '@shared/experiment/experiment'
import type { RunRecord } from '@shared/run/run-record'
import type { Budget, Objective, Plan, Strategy, StudyDesign } from '@shared/study/study'
import type { Parameter } from '@shared/study/space'
import { monitorMode } from '@shared/training/resolve'

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

/** The plan that a study of a kind begins with. */
export function firstPlan(kind: PlanKind, experiment: Experiment): Plan {
  switch (kind) {
    case 'search':
      return { kind, space: firstSpace(experiment), strategy: { kind: 'grid' }, pruning: { kind: 'none' }, seeds: 1 }
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

export const planNames: Readonly<Record<PlanKind, string>> = { search: 'search', repeat: 'seeds', 'learning-curve': 'learning curve', 'k-fold': 'cross-validation' }

/** A study of an experiment, as the form begins with it. */
export function firstDesign(experiment: Experiment, kind: PlanKind): StudyDesign {
  return {
    version: 1,
    name: `${experiment.name === '' ? experiment.recipe.target : experiment.name}, ${planNames[kind]}`.slice(0, 200),
    experiment,
    plan: firstPlan(kind, experiment),
    objective: firstObjective(experiment),
    budget: {},
  }
}

/** The experiment of a run as the base of a study: the machine decides on mode and threads anew, and a repeat scores test rows where the run did. */
export function experimentOfRun({ experiment, test }: RunRecord, name: string): Experiment {
  return { ...experiment, name: name.slice(0, 200), training: { ...experiment.training, engine: 'auto', threads: 'auto', scoreTest: test !== null } }
}
