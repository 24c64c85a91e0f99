import type { EpochMetrics } from '@shared/run/epoch-metrics'
import { isHopeless } from '@shared/study/median-rule'
import type { StudyDesign } from '@shared/study/study'
import type { Trial } from '@shared/study/trial'

/** The objective by epoch, of those lines that are newer than the curve. */
export function newPoints(metrics: readonly EpochMetrics[], { objective }: StudyDesign, curve: readonly (readonly [number, number])[]): [number, number][] {
  const known = curve[curve.length - 1]?.[0] ?? 0
  return metrics.flatMap((line): [number, number][] => {
    const value = line.validation?.[objective.metric]
    return typeof value === 'number' && line.epoch > known ? [[line.epoch, value]] : []
  })
}

/** Why a trial at work is not worth its time any more, by the pruning of its study; null: it is, or nothing is pruned. */
export function whyHopeless(design: StudyDesign, trials: readonly Trial[], trial: number, curve: readonly (readonly [number, number])[]): string | null {
  const { objective, plan } = design
  if (plan.kind !== 'search' || plan.pruning.kind !== 'median') return null
  const epoch = curve[curve.length - 1]?.[0] ?? 0
  const others = trials.filter((other) => other.trial !== trial && (other.status === 'completed' || other.status === 'pruned')).map((other) => other.curve)
  return isHopeless(curve, others, epoch, objective.direction, plan.pruning) ? `Ended early at epoch ${epoch}: worse than the median of ${others.length} trials.` : null
}
