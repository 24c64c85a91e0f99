import type { ComparedPart } from '@shared/compare/comparison'
import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { BadRows, ClassView, EvaluationOverview } from '@shared/run/evaluation-views'
import type { RunService } from '../runs/run-verbs'
import type { EngineProcess } from '../engine-process/engine-process'

export interface EvaluationViewQuery {
  /** By id, a unique prefix of it, or a unique name. */
  readonly run: string
  readonly part: ComparedPart
}

export interface BadRowsQuery extends EvaluationViewQuery {
  /** Places of classes; absent: any. */
  readonly truth?: number | undefined
  readonly predicted?: number | undefined
  readonly limit: number
}

/** What the scores of a run say beyond its metrics. All throw `run-not-found`, `run-unreadable`, `not-available` while unscored. */
export interface EvaluationViewsService {
  overview(query: EvaluationViewQuery): Promise<EvaluationOverview>
  classView(query: EvaluationViewQuery & { readonly which: number }): Promise<ClassView>
  badRows(query: BadRowsQuery): Promise<BadRows>
}

export interface EvaluationViewsServiceOptions {
  readonly runs: Pick<RunService, 'get'>
  readonly analysisEngine: () => EngineProcess<AnalysisMethods>
}

/** Worked out in the analysis engine from the run's folder: main never loops over rows. */
export function createEvaluationViewsService({ runs, analysisEngine }: EvaluationViewsServiceOptions): EvaluationViewsService {
  const dirOf = async (run: string): Promise<string> => (await runs.get(run)).dir
  return {
    overview: async ({ run, part }) => analysisEngine().request('evaluationOverview', { dir: await dirOf(run), part }),
    classView: async ({ run, part, which }) => analysisEngine().request('classView', { dir: await dirOf(run), part, which }),
    badRows: async ({ run, ...rest }) => analysisEngine().request('badRows', { dir: await dirOf(run), ...rest }),
  }
}
