import { access, mkdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ComparedPart, Comparison, ConfusionPair, FlippedRow } from '@shared/compare/comparison'
import type { RunCurves } from '@shared/compare/run-curves'
import type { AnalysisMethods, CompareEvent } from '@shared/engine/analysis-methods'
import type { DataMethods } from '@shared/engine/data-methods'
import { CrossfadeError } from '@shared/errors'
import type { Measured } from '@shared/run/evaluation'
import type { RunService } from '../runs/run-verbs'
import type { Datasets } from '../datasets/dataset-service'
import type { EngineProcess } from '../engine-process/engine-process'
import type { Workspace } from '../workspace/workspace'

export interface CompareQuery {
  /** Ids, unique prefixes or unique names; 2 to 20 runs. */
  readonly runs: readonly string[]
  /** One of them; absent: the first. */
  readonly baseline?: string | undefined
  /** Absent: the test rows where all runs are scored on them, else the validation rows. */
  readonly on?: ComparedPart | undefined
  /** A column of the table whose values repeat: rows that share one are resampled together. Absent: as the split kept them together. */
  readonly key?: string | undefined
}

export interface PairQuery {
  readonly a: string
  readonly b: string
  readonly on: ComparedPart
}

export interface FlipQuery extends PairQuery {
  /** gained: only b is right; lost: only a. */
  readonly flip: 'gained' | 'lost'
  readonly offset: number
  readonly limit: number
}

export interface CompareService {
  /** Runs side by side, the baseline first. The table without tests comes as an event, long before the result. */
  compare(query: CompareQuery, options?: { readonly signal?: AbortSignal; readonly onEvent?: (event: CompareEvent) => void }): Promise<Comparison>
  /** The epochs of runs, in columns. */
  curves(runs: readonly string[]): Promise<readonly RunCurves[]>
  flippedRows(query: FlipQuery): Promise<{ readonly total: number; readonly rows: readonly FlippedRow[] }>
  confusion(query: PairQuery): Promise<ConfusionPair>
  /** The metrics of one run on a part of its rows, each with a 95 % interval where one can be made; empty while the part is unscored. */
  measure(run: string, on: ComparedPart): Promise<Readonly<Record<string, Measured>>>
}

/** Every comparison draws the same resamples: the same runs give the same figures. */
export const resampling = { resamples: 10_000, seed: 42 } as const
const most = 20

export interface CompareServiceOptions {
  /** The id of a run by id, a unique prefix of it, or a unique name, and its folder: nothing of it is read here. */
  readonly locate: (named: string) => Promise<{ readonly id: string; readonly dir: string }>
  /** Answers at once: curves and rows do not wait for tests, which take the other one for seconds. */
  readonly analysisEngine: () => EngineProcess<AnalysisMethods>
  readonly testEngine: () => EngineProcess<AnalysisMethods>
  readonly workspace: Pick<Workspace, 'tmpDir'>
  readonly datasets: Pick<Datasets, 'locate'>
  readonly runs: Pick<RunService, 'get'>
  readonly dataEngine: () => EngineProcess<DataMethods>
}

/** Comparisons, made in the analysis engine from the run folders. Throws `run-not-found`, `run-unreadable`, `invalid-argument`, `cancelled`. */
export function createCompareService(options: CompareServiceOptions): CompareService {
  const { locate, analysisEngine, testEngine } = options
  const pair = async ({ a, b }: PairQuery): Promise<[string, string]> => {
    const [ofA, ofB] = [await locate(a), await locate(b)]
    return [ofA.dir, ofB.dir]
  }
  /** The key of each row that the baseline was scored on, in a file of its own until `done`. */
  const keysOf = async ([baseline = '', ...others]: readonly string[], column: string, wanted: ComparedPart | undefined) => {
    const scored = (dir: string) => access(join(dir, 'scores', 'test-rows.npy')).then(() => true, () => false)
    const on = wanted ?? ((await Promise.all([baseline, ...others].map(scored))).every(Boolean) ? 'test' : 'validation')
    const { record } = await options.runs.get(basename(baseline))
    if (on === 'test' && record.experiment.recipe.split.testFile !== undefined) {
      throw new CrossfadeError('invalid-argument', `The test rows of ${record.id} come from a file of their own. Compare by key on the validation rows.`)
    }
    const { record: dataset, path } = await options.datasets.locate(record.dataset.id)
    const work = join(options.workspace.tmpDir, `keys-${process.pid}-${Date.now()}`)
    const done = () => rm(work, { recursive: true, force: true })
    try {
      await mkdir(work, { recursive: true })
      const out = join(work, 'keys.npy')
      await options.dataEngine().request('keyColumn', { path, reading: dataset.reading, tmp: options.workspace.tmpDir, column, rows: join(baseline, 'scores', `${on}-rows.npy`), out })
      return { path: out, on, done }
    } catch (thrown) {
      await done()
      throw thrown
    }
  }
  return {
    async compare(query, work = {}) {
      const found = await Promise.all(query.runs.map(locate))
      const first = query.baseline === undefined ? found[0] : await locate(query.baseline)
      const order = [...new Map([...(first === undefined ? [] : [first]), ...found].map((run) => [run.id, run.dir])).values()]
      if (order.length < 2) throw new CrossfadeError('invalid-argument', 'A comparison needs two different runs. Name another one.')
      if (order.length > most) throw new CrossfadeError('invalid-argument', `At most ${most} runs can be compared at once. Leave some out.`)
      if (query.key === undefined) return testEngine().request('compare', { dirs: order, on: query.on, ...resampling }, work)
      const { path, on, done } = await keysOf(order, query.key, query.on)
      try {
        return await testEngine().request('compare', { dirs: order, on, keys: { path, name: query.key }, ...resampling }, work)
      } finally {
        await done()
      }
    },
    async curves(runs) {
      const found = await Promise.all(runs.map(locate))
      return analysisEngine().request('runCurves', { dirs: found.map(({ dir }) => dir) })
    },
    async flippedRows({ a, b, on, ...rest }) {
      return analysisEngine().request('flippedRows', { dirs: await pair({ a, b, on }), on, ...rest })
    },
    async confusion(query) {
      return analysisEngine().request('confusionPair', { dirs: await pair(query), on: query.on })
    },
    async measure(run, on) {
      const { dir } = await locate(run)
      return testEngine().request('measureRun', { dir, on, seed: resampling.seed })
    },
  }
}
