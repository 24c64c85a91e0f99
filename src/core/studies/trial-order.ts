import type { PlannedTrial, Planner } from '@shared/study/planner'
import type { StudyRecord } from '@shared/study/study'
import type { TrialLine, TrialLog } from '@shared/study/trial'
import { GrowingTrialLog } from '@shared/study/trial-log'
import { newRunId } from '../runs/run-folder'
import { stepShape } from '../runs/step-shape'
import { trialExperiment } from './trial-experiment'

/** What a free place is for. `hold`: the trial begins, and waits for the process that compiles its step. */
export type Choice = { readonly kind: 'left'; readonly trial: number } | { readonly kind: 'plan'; readonly hold: boolean }

const mostShapes = 1000

/** The line of a trial that begins now. */
export function begunLine(planned: PlannedTrial, trial: number): TrialLine {
  const at = new Date()
  return { kind: 'begun', trial, run: newRunId(at), ...planned, values: { ...planned.values }, at: at.toISOString() }
}

/**
 * Which of the trials that could be trained next is. They begin in the order of the plan; but one whose step another process compiles at this moment
 * is held while there are others, at most one a place, so that it follows there and finds the step compiled. Only where no trial decides on another:
 * which of them are trained, and to which end, is the same then.
 */
export class TrialOrder {
  private readonly shapes = new Map<string, string | null>()

  constructor(
    private readonly study: () => StudyRecord,
    private readonly log: () => TrialLog,
  ) {}

  /** `left`: begun and not at work, in order. */
  choose(planner: Planner, left: readonly number[]): Choice {
    const [first] = left
    const plan = { kind: 'plan', hold: false } as const
    if (!this.isFree()) return first === undefined ? plan : { kind: 'left', trial: first }
    const waiting = new Set(left)
    const compiled = new Set(this.log().trials.flatMap((trial) => (trial.status === 'running' && !waiting.has(trial.trial) ? (this.shapeOf(trial) ?? []) : [])))
    const isApart = (trial: Pick<PlannedTrial, 'values' | 'seed'> | undefined) => trial !== undefined && !compiled.has(this.shapeOf(trial) ?? '')
    const apart = left.find((number) => isApart(this.log().trials[number - 1]))
    if (apart !== undefined) return { kind: 'left', trial: apart }
    const steps = compiled.size === 0 ? 0 : this.stepsTo(planner, isApart, this.study().jobs - left.length)
    if (steps !== null) return { kind: 'plan', hold: steps > 0 }
    return first === undefined ? plan : { kind: 'left', trial: first }
  }

  /** Nothing that ends early or ends the study depends on the order. */
  private isFree(): boolean {
    const { design, jobs } = this.study()
    const { plan, budget } = design
    if (jobs === 1 || plan.kind !== 'search' || design.trees !== undefined || plan.pruning.kind !== 'none') return false
    if (budget.minutes !== undefined || budget.epochs !== undefined) return false
    return plan.strategy.kind === 'grid' || plan.strategy.kind === 'random' || plan.strategy.kind === 'sobol' || plan.strategy.kind === 'latin-hypercube'
  }

  /** How many trials begin before one that passes; null: more than `most`, or none does. */
  private stepsTo(planner: Planner, passes: (trial: PlannedTrial) => boolean, most: number): number | null {
    const ahead = new GrowingTrialLog(this.log())
    for (let steps = 0; steps <= most; steps++) {
      const next = planner.next(ahead.now)
      if (next.kind !== 'begin') return null
      // One by hand comes at once.
      if (passes(next.trial) || (steps === 0 && next.trial.by === 'person')) return steps
      ahead.tell(begunLine(next.trial, ahead.now.trials.length + 1))
    }
    return null
  }

  /** Null: it cannot be trained. */
  private shapeOf({ values, seed }: Pick<PlannedTrial, 'values' | 'seed'>): string | null {
    const key = JSON.stringify(values)
    const known = this.shapes.get(key)
    if (known !== undefined) return known
    const { design, jobs } = this.study()
    const composed = trialExperiment(design, { values, seed }, jobs)
    const shape = composed.kind === 'ok' ? stepShape(composed.experiment) : null
    if (this.shapes.size >= mostShapes) this.shapes.clear()
    this.shapes.set(key, shape)
    return shape
  }
}
