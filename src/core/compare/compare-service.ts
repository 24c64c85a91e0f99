import type { ComparedPart, Comparison, FlippedRow } from '@shared/compare/comparison'
import type { AnalysisMethods, CompareEvent } from '@shared/engine/analysis-methods'
import { CrossfadeError } from '@shared/errors'
import type { RunService } from '../core'
import type { EngineProcess } from '../engine-process/engine-process'

export interface CompareQuery {
  /** Ids, unique prefixes or unique names; 2 to 20 runs. */
  readonly runs: readonly string[]
  /** One of them; absent: the first. */
  readonly baseline?: string | undefined
  /** Absent: the test rows where all runs are scored on them, else the validation rows. */
  readonly on?: ComparedPart | undefined
}

export interface FlipQuery {
  readonly a: string
  readonly b: string
  readonly on: ComparedPart
  /** gained: only b is right; lost: only a. */
  readonly flip: 'gained' | 'lost'
  readonly offset: number
  readonly limit: number
}

export interface CompareService {
  /** Runs side by side, the baseline first. The table without tests comes as an event, long before the result. */
  compare(query: CompareQuery, options?: { readonly signal?: AbortSignal; readonly onEvent?: (event: CompareEvent) => void }): Promise<Comparison>
  flippedRows(query: FlipQuery): Promise<{ readonly total: number; readonly rows: readonly FlippedRow[] }>
}

/** Every comparison draws the same resamples: the same runs give the same figures. */
const resampling = { resamples: 10_000, seed: 42 } as const
const most = 20

export interface CompareServiceOptions {
  readonly runs: Pick<RunService, 'get'>
  readonly analysisEngine: () => EngineProcess<AnalysisMethods>
}

/** Comparisons, made in the analysis engine from the run folders. Throws `run-not-found`, `run-unreadable`, `invalid-argument`, `cancelled`. */
export function createCompareService({ runs, analysisEngine }: CompareServiceOptions): CompareService {
  const find = async (named: string) => {
    const { record, dir } = await runs.get(named)
    return { id: record.id, dir }
  }
  return {
    async compare(query, options = {}) {
      const found = await Promise.all(query.runs.map(find))
      const first = query.baseline === undefined ? found[0] : await find(query.baseline)
      const order = [...new Map([...(first === undefined ? [] : [first]), ...found].map((run) => [run.id, run.dir])).values()]
      if (order.length < 2) throw new CrossfadeError('invalid-argument', 'A comparison needs two different runs. Name another one.')
      if (order.length > most) throw new CrossfadeError('invalid-argument', `At most ${most} runs can be compared at once. Leave some out.`)
      return analysisEngine().request('compare', { dirs: order, on: query.on, ...resampling }, options)
    },
    async flippedRows({ a, b, ...rest }) {
      const [ofA, ofB] = [await find(a), await find(b)]
      return analysisEngine().request('flippedRows', { dirs: [ofA.dir, ofB.dir], ...rest })
    },
  }
}
