import { comparabilityReasons } from '@shared/compare/comparability'
import type { Comparison, ComparedPart } from '@shared/compare/comparison'
import { settingDifferences } from '@shared/compare/settings-diff'
import type { CompareEvent } from '@shared/engine/analysis-methods'
import { CrossfadeError } from '@shared/errors'
import { calibrationOf } from './calibration'
import { classSpread } from './class-spread'
import type { Resampling } from './class-tests'
import { loadFolder, lookAtRun, outcomesOf, takeScores } from './load-run'
import type { RunAtGlance, TakenScores } from './load-run'
import { MeanOfModels } from './mean-of-models'
import { CompareMemory } from './memory'
import { metricRows, valuesOf } from './metric-rows'
import { measure, plainValues } from './metric-values'
import type { MeasuredValues } from './metric-values'
import { positiveOf } from './outcomes'
import type { Outcomes } from './outcomes'
import { finishPairs, testPair } from './pair-tests'
import type { PairWork } from './pair-tests'
import { readNpy } from './read-npy'
import type { PartRows } from './read-scored-run'
import { compareSettings, describeGroup, groupRepeats } from './repeats'
import { unitsOf } from './units'

export interface CompareRequest extends Resampling {
  /** Run folders; the first is the baseline. */
  readonly dirs: readonly string[]
  /** Absent: the test rows where all runs are scored on them, else the validation rows. */
  readonly on?: ComparedPart | undefined
  /** Keys of the scored rows from elsewhere than the run folders. */
  readonly keys?: { readonly path: string; readonly name: string } | undefined
}

interface Work {
  readonly signal: AbortSignal
  readonly emit: (event: CompareEvent) => void
}

/** Intervals of single runs move little with more resamples than this, and every run needs its own. */
export const singleResamples = 2000

/**
 * Compares runs from their folders alone. First it tells the table, which takes records, evaluations and row numbers only; then, run by run
 * and pair by pair, it reads the scores for intervals and tests. Throws `run-not-found`, `run-unreadable`, `cancelled`.
 */
export async function compareRuns(request: CompareRequest, work: Work, memory = new CompareMemory()): Promise<Comparison> {
  const folders = request.dirs.map((dir) => loadFolder(dir, memory))
  const allHave = (part: ComparedPart) => folders.every(({ evaluation }) => (evaluation?.[part] ?? null) !== null)
  const on = request.on ?? (allHave('test') ? 'test' : 'validation')
  const looked = folders.map((folder) => lookAtRun(folder, on))
  const runs = request.keys === undefined ? looked : looked.map((run) => keyedBy(run, looked[0]?.rows ?? null, request.keys))
  const [baseline, ...others] = runs
  if (baseline === undefined) throw new CrossfadeError('invalid-argument', 'Name at least one run.')
  const reasons = comparabilityReasons(baseline.candidate, others.map((run) => run.candidate), on)
  const excluded = new Set(reasons.flatMap((reason) => reason.runs))
  const units = unitsOf(baseline.rows?.labels.length ?? 0, baseline.rows?.keys ?? null)
  const comparable = reasons.length === 0
  const table: Comparison = {
    version: 1,
    on,
    scoredParts: (['test', 'validation'] as const).filter(allHave),
    rows: baseline.rows?.labels.length ?? null,
    baseline: baseline.head.id,
    runs: runs.map((run) => run.head),
    comparable,
    reasons,
    differences: settingDifferences(runs.map((run) => run.folder.record)),
    metrics: metricRows(runs, runs.map(() => new Map()), on, comparable, new Map()),
    pairs: [],
    calibration: [],
    repeats: [],
    settings: [],
    resampling: { resamples: request.resamples, seed: request.seed, unit: units.unit, ...(units.unit === 'key' && request.keys !== undefined ? { key: request.keys.name } : {}) },
  }
  work.emit({ kind: 'table', comparison: table })

  const tested = excluded.has(baseline.head.id) ? [] : others.filter((run) => !excluded.has(run.head.id))
  const steps = runs.length + tested.length
  let done = 0
  const step = async (doing: string) => {
    work.emit({ kind: 'progress', doing, share: ++done / steps })
    await breathe(work.signal)
  }

  const read = await readRuns(runs, comparable, request, memory, () => step('Reading scores'))
  const pairs: { readonly b: RunAtGlance; readonly work: PairWork }[] = []
  for (const b of tested) {
    const key = [baseline.rows?.stamp, b.rows?.stamp, request.resamples, request.seed].join(' ')
    const [ofA, ofB] = [read.outcomes[0], read.outcomes[runs.indexOf(b)]]
    if (!ofA || !ofB) continue
    pairs.push({ b, work: memory.pairs.get(key, () => testPair(ofA, ofB, baseline.candidate.classes, units, request)) })
    await step(`Testing ${b.head.name}`)
  }

  const rows = metricRows(runs, read.measured, on, comparable, read.ensemble)
  const incomparable = new Set(reasons.flatMap(({ kind, runs: ids }) => (kind === 'split' || kind === 'rows' ? [] : ids)))
  const groups = groupRepeats(
    runs
      .filter(({ head }) => !incomparable.has(head.id) && head.kind !== 'ensemble')
      .map((run) => ({ record: run.folder.record, name: run.head.name, values: valuesOf(rows, run.head.id), rows: run.rows?.labels.length ?? 0 })),
  )
  // The loss is whatever each run was trained on; the other metrics mean the same in all.
  const names = rows.map((row) => row.metric).filter((metric) => metric !== 'loss')
  const repeated = groups.some((group) => group.length > 1)
  const ofRun = (id: string) => read.outcomes[runs.findIndex(({ head }) => head.id === id)] ?? null
  return {
    ...table,
    metrics: rows,
    pairs: finishPairs(baseline, pairs),
    calibration: runs.flatMap(({ head }, i) => {
      const outcomes = read.outcomes[i]
      return outcomes?.kind === 'classes' ? [calibrationOf(head.id, outcomes)] : []
    }),
    repeats: repeated
      ? groups.map((group) => ({ ...describeGroup(group, names), perClass: classSpread(group.map(({ record }) => ofRun(record.id)), baseline.candidate.classes) }))
      : [],
    settings: repeated ? compareSettings(groups, names) : [],
  }
}

/** The run with its rows keyed from outside, where they are those that the keys were made for. */
function keyedBy(run: RunAtGlance, of: PartRows | null, keys: CompareRequest['keys']): RunAtGlance {
  const { rows } = run
  const codes = keys === undefined ? undefined : readNpy(keys.path)?.data
  if (keys === undefined || rows === null || rows.fingerprint !== of?.fingerprint || !(codes instanceof Int32Array) || codes.length !== rows.labels.length) return run
  return { ...run, rows: { ...rows, keys: codes, stamp: `${rows.stamp} by ${keys.name}` } }
}

interface ReadRuns {
  /** In the order of the runs; null where one is unscored. */
  readonly outcomes: readonly (Outcomes | null)[]
  readonly measured: readonly MeasuredValues[]
  readonly ensemble: ReadonlyMap<string, number>
}

/** Reads the scores of each run once, one run at a time: twenty of them at once are more than all the rest. */
async function readRuns(runs: readonly RunAtGlance[], comparable: boolean, { resamples, seed }: Resampling, memory: CompareMemory, step: () => Promise<void>): Promise<ReadRuns> {
  const resampling = { resamples: Math.min(singleResamples, resamples), seed }
  // What is a mean already would count its members twice.
  const single = comparable ? runs.filter(({ head }) => head.kind !== 'ensemble') : []
  const [first] = single
  const positive = first === undefined ? null : positiveOf(first.folder.record, first.candidate.classes)
  const meanKey = JSON.stringify(positive) + single.map(({ rows }) => rows?.stamp ?? '').sort().join('\n')
  const mean = single.length > 1 && !memory.means.has(meanKey) ? new MeanOfModels() : null
  const outcomes: (Outcomes | null)[] = []
  const measured: MeasuredValues[] = []
  for (const run of runs) {
    const { rows } = run
    if (rows === null) {
      outcomes.push(null)
      measured.push(new Map())
    } else {
      const scores = once(() => takeScores(run, rows))
      const found = outcomesOf(run, rows, memory, scores)
      outcomes.push(found)
      measured.push(measuredOf(run, rows, found, resampling, memory))
      if (mean !== null && single.includes(run)) mean.add(scores().shares)
    }
    await step()
  }
  const like = outcomes[0] ?? null
  const ensemble =
    single.length > 1 && like !== null && positive !== null
      ? memory.means.get(meanKey, () => {
          const model = mean?.outcomes(like, positive) ?? null
          return model === null ? new Map<string, number>() : plainValues(model)
        })
      : new Map<string, number>()
  return { outcomes, measured, ensemble }
}

/** The metrics of a run's part with their intervals, from memory where they were asked for before. */
export function measuredOf(run: RunAtGlance, rows: PartRows, outcomes: Outcomes, resampling: Resampling, memory: CompareMemory): MeasuredValues {
  const key = `${rows.stamp} ${resampling.resamples} ${resampling.seed}`
  const loss = run.folder.evaluation?.[run.part]?.metrics['loss']?.value ?? null
  const known = loss === null ? null : { kind: run.folder.record.experiment.training.loss, value: loss }
  return memory.measured.get(key, () => measure(outcomes, unitsOf(rows.labels.length, rows.keys), resampling, known))
}

/** Makes it at the first call. */
function once(make: () => TakenScores): () => TakenScores {
  let made: TakenScores | null = null
  return () => (made ??= make())
}

/** Lets messages in, among them the wish to cancel. */
export async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve))
  if (signal.aborted) throw new CrossfadeError('cancelled', 'The comparison was cancelled.')
}
