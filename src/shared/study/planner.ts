import { fixedTrials } from './fixed-trials'
import type { FixedTrial } from './fixed-trials'
import { gridSize } from './grid'
import { bestPlaces, halvingBracket, hyperbandBrackets } from './halving'
import type { Bracket } from './halving'
import { proposals } from './proposals'
import type { Assignment } from './space'
import type { SearchPlan, StudyDesign } from './study'
import type { TpeTrial } from './tpe'
import type { Trial, TrialLog } from './trial'

export interface PlannedTrial {
  readonly configuration: number
  readonly values: Assignment
  readonly seed: number
  readonly by: 'strategy' | 'person'
  readonly bracket?: number
  readonly until?: number
}

/** What a study does next, when there is room for one more trial. */
export type NextStep =
  | { readonly kind: 'begin'; readonly trial: PlannedTrial }
  /** A trial that a rung kept goes on from its checkpoint. */
  | { readonly kind: 'continue'; readonly trial: number; readonly until: number }
  /** A rung is over: these go on. To be written down, and then asked again. */
  | { readonly kind: 'promote'; readonly bracket: number; readonly rung: number; readonly trials: readonly number[] }
  /** Nothing until a trial ends. */
  | { readonly kind: 'wait' }
  /** Nothing more, once what is at work has ended. */
  | { readonly kind: 'done'; readonly reason: string | null }

export interface Planner {
  /** Follows from the log alone: a study that was interrupted goes on as if it had not been. */
  readonly next: (log: TrialLog) => NextStep
  /** How many trials there will be at most; null: only time or epochs end it. */
  readonly total: number | null
}

/** The order of work of a study. */
export function createPlanner(design: StudyDesign): Planner {
  const { plan, budget } = design
  const steps = plan.kind === 'search' ? searchSteps(plan, design) : fixedSteps(fixedTrials(plan, design))
  const base = design.experiment.training.seed
  const seeds = plan.kind === 'search' ? plan.seeds : 1
  return {
    total: totalOf(steps.total, budget.trials),
    next: (log) => {
      const spent = budgetReason(design, log)
      const [asked] = log.asked
      // What a person asks for comes first, and beyond the number of trials: it was asked for on purpose.
      if (asked !== undefined && (spent === null || spent.kind === 'trials')) return { kind: 'begin', trial: askedTrial(asked, log, base, seeds) }
      if (spent !== null && (spent.kind !== 'trials' || !steps.continues)) return { kind: 'done', reason: spent.reason }
      const step = steps.next(log)
      return spent !== null && step.kind === 'begin' ? { kind: 'done', reason: spent.reason } : step
    },
  }
}

const totalOf = (own: number | null, most: number | undefined): number | null => (own === null ? (most ?? null) : most === undefined ? own : Math.min(own, most))

function budgetReason({ budget }: StudyDesign, log: TrialLog): { readonly kind: 'trials' | 'time' | 'epochs'; readonly reason: string } | null {
  const { trials, minutes, epochs } = budget
  if (minutes !== undefined && log.workedMs >= minutes * 60_000) return { kind: 'time', reason: `The time of ${minutes} min is over.` }
  if (epochs !== undefined && log.trials.reduce((sum, trial) => sum + trial.epochs, 0) >= epochs) return { kind: 'epochs', reason: `The budget of ${epochs} epochs is used up.` }
  if (trials !== undefined && log.trials.filter((trial) => trial.by === 'strategy').length >= trials) return { kind: 'trials', reason: `All ${trials} trials were made.` }
  return null
}

/** By hand: with as many seeds as any other combination; the service puts it into the log so many times. */
function askedTrial(values: Assignment, log: TrialLog, base: number, seeds: number): PlannedTrial {
  const byHand = log.trials.filter((trial) => trial.by === 'person')
  const nth = byHand.length % seeds
  const before = byHand[byHand.length - 1]
  const configuration = nth > 0 && before !== undefined ? before.configuration : newConfiguration(log)
  return { configuration, values, seed: seedFrom(values, base, nth), by: 'person' }
}

const newConfiguration = (log: TrialLog): number => log.trials.reduce((most, trial) => Math.max(most, trial.configuration), 0) + 1

/** A seed that is tried itself stands in the values. */
const seedFrom = (values: Assignment, base: number, nth: number): number => {
  const own = values['training.seed']
  return typeof own === 'number' ? own : (base + nth) % 2 ** 30
}

interface Steps {
  readonly next: (log: TrialLog) => NextStep
  readonly total: number | null
  /** Trials may go on after the last one has begun. */
  readonly continues: boolean
}

function fixedSteps(all: readonly FixedTrial[]): Steps {
  return {
    total: all.length,
    continues: false,
    next: (log) => {
      const one = all[log.trials.filter((trial) => trial.by === 'strategy').length]
      return one === undefined ? { kind: 'done', reason: null } : { kind: 'begin', trial: { ...one, by: 'strategy' } }
    },
  }
}

function searchSteps(plan: SearchPlan, design: StudyDesign): Steps {
  const propose = proposals(plan, design)
  const { strategy } = plan
  const { epochs, seed: base } = design.experiment.training
  if (strategy.kind === 'successive-halving') {
    const bracket = halvingBracket(design.budget.trials ?? 1, strategy.minEpochs, epochs, strategy.factor)
    return bracketSteps([bracket], propose, design)
  }
  if (strategy.kind === 'hyperband') return bracketSteps(hyperbandBrackets(strategy.minEpochs, epochs, strategy.factor), propose, design)
  return {
    total: strategy.kind === 'grid' ? gridSize(plan.space) * plan.seeds : null,
    continues: false,
    next: (log) => {
      const own = log.trials.filter((trial) => trial.by === 'strategy')
      const nth = own.length % plan.seeds
      const before = own[own.length - 1]
      if (nth > 0 && before !== undefined) {
        const { configuration, values } = before
        return { kind: 'begin', trial: { configuration, values, seed: seedFrom(values, base, nth), by: 'strategy' } }
      }
      const values = propose(own.length / plan.seeds, byConfiguration(log.trials, design))
      if (values === null) return { kind: 'done', reason: strategy.kind === 'grid' ? null : 'Every combination of the space was tried.' }
      return { kind: 'begin', trial: { configuration: newConfiguration(log), values, seed: seedFrom(values, base, 0), by: 'strategy' } }
    },
  }
}

/** Combinations with the mean of what their trials came to. */
function byConfiguration(trials: readonly Trial[], { objective }: StudyDesign): readonly TpeTrial[] {
  const groups = new Map<number, { readonly values: Assignment; readonly costs: number[] }>()
  for (const { configuration, values, objective: value } of trials) {
    const group = groups.get(configuration) ?? { values, costs: [] }
    groups.set(configuration, group)
    if (value !== null) group.costs.push(objective.direction === 'min' ? value : -value)
  }
  return [...groups.values()].map(({ values, costs }) => ({ values, cost: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0) / costs.length }))
}

function bracketSteps(brackets: readonly Bracket[], propose: (n: number, tried: readonly TpeTrial[]) => Assignment | null, design: StudyDesign): Steps {
  const base = design.experiment.training.seed
  return {
    total: brackets.reduce((sum, bracket) => sum + (bracket[0]?.configurations ?? 0), 0),
    continues: true,
    next: (log) => {
      let working = false
      const own = log.trials.filter((trial) => trial.by === 'strategy')
      for (const [index, bracket] of brackets.entries()) {
        const step = bracketStep(index, bracket, own.filter((trial) => trial.bracket === index), log, design)
        if (step === 'wait') working = true
        else if (step === 'begin') {
          const values = propose(own.length, [])
          const until = bracket[0]?.epochs ?? 1
          if (values !== null) return { kind: 'begin', trial: { configuration: newConfiguration(log), values, seed: seedFrom(values, base, 0), by: 'strategy', bracket: index, until } }
          return working || own.some((trial) => trial.status === 'running') ? { kind: 'wait' } : { kind: 'done', reason: 'Every combination of the space was tried.' }
        } else if (step !== 'over') return step
      }
      return working ? { kind: 'wait' } : { kind: 'done', reason: null }
    },
  }
}

function bracketStep(index: number, bracket: Bracket, trials: readonly Trial[], log: TrialLog, { objective }: StudyDesign): NextStep | 'begin' | 'wait' | 'over' {
  const [first] = bracket
  if (first === undefined) return 'over'
  if (trials.length < first.configurations) return 'begin'
  let members = trials
  for (const [rung, { epochs }] of bracket.entries()) {
    if (rung > 0) {
      const promoted = log.promotions.find((one) => one.bracket === index && one.rung === rung)
      if (promoted === undefined) {
        const keep = bracket[rung]?.configurations ?? 1
        const places = bestPlaces(members.map((trial) => trial.objective), keep, objective.direction)
        return { kind: 'promote', bracket: index, rung, trials: places.flatMap((place) => members[place]?.trial ?? []) }
      }
      members = members.filter((trial) => promoted.trials.includes(trial.trial))
      const next = members.find((trial) => trial.status === 'halted' && trial.epochs < epochs)
      if (next !== undefined) return { kind: 'continue', trial: next.trial, until: epochs }
    }
    if (members.some((trial) => trial.status === 'running')) return 'wait'
  }
  return 'over'
}
