import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { InputOf } from '@shared/engine/wire'
import type { StudyReport } from '@shared/study/report'
import { choiceOptimism } from './choice-optimism'
import { settingImportance } from './setting-importance'

/** Which settings matter, and how much the winner was flattered by being chosen. */
export function studyReport({ space, measured, combinations, metric, direction, seed }: InputOf<AnalysisMethods['studyReport']>): StudyReport {
  const optimism = choiceOptimism({ combinations, objectives: measured.map((one) => one.objective), metric, direction, seed })
  return {
    importance: settingImportance(space, measured),
    optimism: optimism.kind === 'found' ? optimism.optimism : null,
    optimismReason: optimism.kind === 'none' ? optimism.reason : null,
  }
}
