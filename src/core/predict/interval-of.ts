import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { Pipeline } from '@shared/recipe/pipeline'
import type { RunDetail } from '@shared/run/run-detail'
import type { EngineProcess } from '../engine-process/engine-process'

/** How often the interval of a regression holds the true number, where nothing else is said. */
export const usualCoverage = 0.95

/** The interval of a regression (Lei et al. 2018), null for classes. The errors that it rests on are those of the best weights; others have none. */
export async function intervalOf(
  analysisEngine: () => EngineProcess<AnalysisMethods>,
  { dir, evaluation, record }: RunDetail,
  { target }: Pipeline,
  { coverage = usualCoverage, epoch = 'best' }: { readonly coverage?: number | undefined; readonly epoch?: 'best' | 'last' | number | undefined },
): Promise<{ readonly coverage: number; readonly halfWidth: number | null } | null> {
  if (target.kind !== 'number') return null
  const best = epoch === 'best' || epoch === record.best?.epoch || (epoch === 'last' && record.best !== null && record.best.epoch === record.last?.epoch)
  // Scores that an earlier end of the run left behind are those of other weights.
  const scored = evaluation === null || evaluation.validation !== null
  return { coverage, halfWidth: best && scored ? await analysisEngine().request('errorQuantile', { dir, coverage }) : null }
}
