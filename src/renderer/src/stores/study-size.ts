import { gridAssignments, gridSize } from '@shared/study/grid'
import { halvingBracket, hyperbandBrackets } from '@shared/study/halving'
import type { Bracket } from '@shared/study/halving'
import { composeExperiment } from '@shared/study/compose'
import { fixedTrials } from '@shared/study/fixed-trials'
import { randomPoint } from '@shared/study/sample'
import { assignmentAt } from '@shared/study/space'
import type { Assignment } from '@shared/study/space'
import type { SearchPlan, StudyDesign } from '@shared/study/study'
import { mostTrials } from '@shared/study/study-problems'
import { epochsOf } from '@shared/study/tree-trials'
import type { TreeSettings } from '@shared/baseline/baseline-settings'
import type { Experiment } from '@shared/experiment/experiment'

/** How much work a study is, before it begins. */
export interface StudySize {
  /** Null: time or epochs end it. */
  readonly trials: number | null
  /** Of all trials together, if none stops early; null: as many as time allows. */
  readonly epochs: number | null
  /** The rungs of halving, one bracket a line; empty for other strategies. */
  readonly brackets: readonly Bracket[]
}

/** The size of a study that has no problems. */
export function studySize(design: StudyDesign): StudySize {
  const { plan, budget } = design
  const epochs = epochsOf(design)
  const brackets = plan.kind === 'search' ? bracketsOf(plan, design) : []
  if (brackets.length > 0) {
    const trials = brackets.reduce((sum, bracket) => sum + (bracket[0]?.configurations ?? 0), 0)
    return { trials: least(trials, budget.trials), epochs: least(brackets.reduce((sum, bracket) => sum + bracketEpochs(bracket), 0), budget.epochs), brackets }
  }
  const own = plan.kind !== 'search' ? fixedTrials(plan, design).length : plan.strategy.kind === 'grid' ? gridSize(plan.space, mostTrials) * plan.seeds : null
  const trials = least(own, budget.trials)
  return { trials, epochs: least(trials === null ? null : trials * epochs, budget.epochs), brackets }
}

const least = (own: number | null, most: number | undefined): number | null => (own === null ? (most ?? null) : most === undefined ? own : Math.min(own, most))

function bracketsOf({ strategy }: SearchPlan, { budget, experiment: { training } }: StudyDesign): readonly Bracket[] {
  if (strategy.kind === 'successive-halving') return [halvingBracket(budget.trials ?? 1, strategy.minEpochs, training.epochs, strategy.factor)]
  return strategy.kind === 'hyperband' ? hyperbandBrackets(strategy.minEpochs, training.epochs, strategy.factor) : []
}

/** What a rung keeps is trained on, not anew: it costs the difference. */
const bracketEpochs = (bracket: Bracket): number => bracket.reduce((sum, rung, at) => sum + rung.configurations * (rung.epochs - (bracket[at - 1]?.epochs ?? 0)), 0)

/** So many experiments stand for all trials when the time is estimated. */
const looked = 24

/** Experiments of trials, with what they grow if it is trees, spread over the study: all of them where they are few. */
export function sampleTrials(design: StudyDesign): readonly { readonly experiment: Experiment; readonly trees?: TreeSettings }[] {
  return sampleValues(design).flatMap((values) => {
    const composed = composeExperiment(design.experiment, values, design.trees)
    return composed.kind === 'ok' ? [composed] : []
  })
}

function sampleValues(design: StudyDesign): readonly Assignment[] {
  const { plan } = design
  const all = plan.kind !== 'search' ? fixedTrials(plan, design).map(({ values }) => values) : plan.strategy.kind === 'grid' && gridSize(plan.space, 2000) < 2000 ? gridAssignments(plan.space) : null
  if (all === null) return plan.kind === 'search' ? Array.from({ length: looked }, (_, k) => assignmentAt(plan.space, randomPoint(plan.space.length, k, 1))) : []
  const stride = Math.max(1, all.length / looked)
  return Array.from({ length: Math.min(looked, all.length) }, (_, k) => all[Math.floor(k * stride)] ?? {})
}
