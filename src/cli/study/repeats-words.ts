import { gridRepeats, gridSize } from '@shared/study/grid'
import type { StudyDesign } from '@shared/study/study'
import { mostTrials } from '@shared/study/study-problems'
import { count } from '../wording'

/** What a grid leaves out because another trial trains the very same; null: nothing. */
export function repeatsWords({ plan }: StudyDesign): string | null {
  if (plan.kind !== 'search' || plan.strategy.kind !== 'grid') return null
  const [repeats, size] = [gridRepeats(plan.space, mostTrials), gridSize(plan.space, mostTrials)]
  if (repeats === 0) return null
  return `${count(repeats)} of ${count(repeats + size)} combinations would train what another one trains, by settings of layers that they do not have: ${count(size)} are tried.`
}
