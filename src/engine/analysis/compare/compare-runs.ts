import { basename } from 'node:path'
import { comparabilityReasons } from '@shared/compare/comparability'
import type { Comparison, ComparedPart, FlippedRow, MetricCell, MetricRow, PairComparison } from '@shared/compare/comparison'
import { inMetricOrder, metricFacts } from '@shared/compare/metric-facts'
import { settingDifferences, stable } from '@shared/compare/settings-diff'
import { modelSentence, withVerdicts } from '@shared/compare/verdict'
import type { RawTest } from '@shared/compare/verdict'
import type { CompareEvent } from '@shared/engine/analysis-methods'
import { CrossfadeError } from '@shared/errors'
import { calibrationOf } from './calibration'
import { classLossTests, classTests } from './class-tests'
import type { Resampling } from './class-tests'
import { loadRun } from './load-run'
import type { LoadedRun } from './load-run'
import { MeanOfModels } from './mean-of-models'
import { measure, plainValues } from './metric-values'
import type { MeasuredValues } from './metric-values'
import { numberLossTests, numberTests } from './number-tests'
import type { Outcomes } from './outcomes'
import { flippedRows, pairWhere } from './pair-where'
import type { Flip } from './pair-where'
import { readRunFolder } from './read-scored-run'
import { compareSettings, describeGroup, groupRepeats } from './repeats'
import { unitsOf } from './units'
import type { Units } from './units'

export interface CompareRequest {
  /** Run folders; the first is the baseline. */
  readonly dirs: readonly string[]
  /** Absent: the test rows where all runs are scored on them, else the validation rows. */
  readonly on?: ComparedPart | undefined
  readonly resamples: number
  readonly seed: number
}

interface Work {
  readonly signal: AbortSignal
  readonly emit: (event: CompareEvent) => void
}

/** Intervals of single runs move little with more resamples than this, and every run needs its own. */
const singleResamples = 2000

/**
 * Compares runs from their folders alone. First it tells the table without tests, which takes the time of reading, then how far the tests
 * are. Throws `run-not-found`, `run-unreadable`, `cancelled`.
 */
export async function compareRuns(request: CompareRequest, work: Work): Promise<Comparison> {
  const folders = request.dirs.map(readRunFolder)
  const on = request.on ?? (folders.every(({ evaluation }) => (evaluation?.test ?? null) !== null) ? 'test' : 'validation')
  const mean = new MeanOfModels()
  const runs: LoadedRun[] = []
  for (const folder of folders) {
    const { scored, ...run } = loadRun(folder, on)
    const fits = scored !== null && comparableWith(runs[0] ?? { ...run, scored }, { ...run, scored }, on)
    if (fits) mean.add(scored.takeScores())
    // The scores themselves are let go: twenty runs of them are more than all the rest.
    runs.push({ ...run, scored: scored === null ? null : { ...scored, takeScores: () => new Float32Array() } })
    await breathe(work.signal)
  }
  const [baseline, ...others] = runs
  if (baseline === undefined) throw new CrossfadeError('invalid-argument', 'Name at least one run.')
  const reasons = comparabilityReasons(baseline.candidate, others.map((run) => run.candidate), on)
  const excluded = new Set(reasons.flatMap((reason) => reason.runs))
  const units = unitsOf(baseline.scored?.outcomes.labels.length ?? 0, baseline.scored?.keys ?? null)
  const table: Comparison = {
    version: 1,
    on,
    baseline: baseline.head.id,
    runs: runs.map((run) => run.head),
    comparable: reasons.length === 0,
    reasons,
    differences: settingDifferences(runs.map((run) => run.folder.record)),
    metrics: metricRows(runs, runs.map(() => new Map()), on, reasons.length === 0, ensembleValues(mean, baseline, reasons.length === 0)),
    pairs: [],
    calibration: runs.flatMap(({ head, scored }) => (scored?.outcomes.kind === 'classes' ? [calibrationOf(head.id, scored.outcomes)] : [])),
    repeats: [],
    settings: [],
    resampling: { resamples: request.resamples, seed: request.seed, unit: units.unit },
  }
  work.emit({ kind: 'table', comparison: table })

  const tested = excluded.has(baseline.head.id) ? [] : others.filter((run) => !excluded.has(run.head.id))
  const steps = runs.length + tested.length
  let done = 0
  const step = async () => {
    work.emit({ kind: 'progress', doing: 'Resampling', share: ++done / steps })
    await breathe(work.signal)
  }
  const measured: MeasuredValues[] = []
  for (const { scored } of runs) {
    const own = scored === null ? null : unitsOf(scored.outcomes.labels.length, scored.keys)
    const resampling = { resamples: Math.min(singleResamples, request.resamples), seed: request.seed }
    measured.push(scored === null || own === null ? new Map() : measure(scored.outcomes, own, resampling))
    await step()
  }
  const raw: RawPair[] = []
  for (const other of tested) {
    raw.push(testPair(baseline, other, units, request))
    await step()
  }
  const rows = metricRows(runs, measured, on, table.comparable, ensembleValues(mean, baseline, table.comparable))
  const groups = groupRepeats(
    runs
      .filter(({ head }) => !reasons.some(({ kind, runs: ids }) => kind !== 'split' && kind !== 'rows' && ids.includes(head.id)))
      .map((run) => ({ record: run.folder.record, name: run.head.name, values: valuesOf(rows, run.head.id), rows: run.scored?.outcomes.labels.length ?? 0 })),
  )
  // The loss is whatever each run was trained on; the other metrics mean the same in all.
  const names = rows.map((row) => row.metric).filter((metric) => metric !== 'loss')
  const repeated = groups.some((group) => group.length > 1)
  return {
    ...table,
    metrics: rows,
    pairs: finishPairs(raw, baseline),
    repeats: repeated ? groups.map((group) => describeGroup(group, names)) : [],
    settings: repeated ? compareSettings(groups, names) : [],
  }
}

/** The rows that flipped between two runs, from `offset` on. Throws `run-not-found`, `run-unreadable`, `invalid-argument`. */
export function flips(request: {
  readonly dirs: readonly [a: string, b: string]
  readonly on: ComparedPart
  readonly flip: Flip
  readonly offset: number
  readonly limit: number
}): { readonly total: number; readonly rows: readonly FlippedRow[] } {
  const [a, b] = request.dirs.map((dir) => loadRun(readRunFolder(dir), request.on))
  if (a === undefined || b === undefined || !comparableWith(a, b, request.on) || a.scored?.outcomes.kind !== 'classes' || b.scored?.outcomes.kind !== 'classes') {
    throw new CrossfadeError('invalid-argument', `${request.dirs.map((dir) => basename(dir)).join(' and ')} cannot be compared row by row.`)
  }
  const rows = flippedRows(a.scored.outcomes, b.scored.outcomes, a.scored.sourceRows, a.candidate.classes, request.flip)
  return { total: rows.length, rows: rows.slice(request.offset, request.offset + request.limit) }
}

const comparableWith = (baseline: LoadedRun, run: LoadedRun, on: ComparedPart): boolean =>
  comparabilityReasons(baseline.candidate, baseline === run ? [] : [run.candidate], on).length === 0

interface RawPair {
  readonly b: LoadedRun
  readonly tests: readonly RawTest[]
  readonly rest: Pick<PairComparison, 'a' | 'b' | 'rows' | 'unit' | 'units' | 'lossTests' | 'where'>
}

function testPair(a: LoadedRun, b: LoadedRun, units: Units, resampling: Resampling): RawPair {
  const [ofA, ofB] = [a.scored?.outcomes, b.scored?.outcomes]
  const rest = { a: a.head.id, b: b.head.id, rows: ofA?.labels.length ?? 0, unit: units.unit, units: units.count }
  if (ofA?.kind === 'classes' && ofB?.kind === 'classes') {
    return {
      b,
      tests: classTests(ofA, ofB, units, resampling),
      rest: { ...rest, lossTests: classLossTests(ofA, ofB, units), where: pairWhere(ofA, ofB, a.candidate.classes) },
    }
  }
  if (ofA?.kind === 'numbers' && ofB?.kind === 'numbers') {
    return { b, tests: numberTests(ofA, ofB, units, resampling).tests, rest: { ...rest, lossTests: numberLossTests(ofA, ofB, units), where: null } }
  }
  throw new CrossfadeError('internal', 'Two runs of one task have scores of one kind.')
}

function finishPairs(raw: readonly RawPair[], baseline: LoadedRun): readonly PairComparison[] {
  const verdicts = withVerdicts(raw.map((pair) => pair.tests))
  return raw.flatMap(({ b, rest }, i) => {
    const tests = verdicts[i] ?? []
    const [head] = tests
    return head === undefined ? [] : [{ ...rest, ...head, tests, sentence: modelSentence(baseline.head.name, b.head.name, head) }]
  })
}

function ensembleValues(mean: MeanOfModels, baseline: LoadedRun, comparable: boolean): ReadonlyMap<string, number> {
  const like: Outcomes | undefined = baseline.scored?.outcomes
  const outcomes = comparable && like !== undefined ? mean.outcomes(like) : null
  return outcomes === null ? new Map() : plainValues(outcomes)
}

/** Values as evaluation.json has them, with intervals where they were measured here; best and deltas only among comparable runs. */
function metricRows(
  runs: readonly LoadedRun[],
  measured: readonly MeasuredValues[],
  on: ComparedPart,
  comparable: boolean,
  ensemble: ReadonlyMap<string, number>,
): readonly MetricRow[] {
  const evaluated = runs.map((run) => run.folder.evaluation?.[on]?.metrics ?? {})
  const names = inMetricOrder([...new Set([...evaluated.flatMap((metrics) => Object.keys(metrics)), ...measured.flatMap((values) => [...values.keys()])])])
  const losses = new Set(runs.map(({ folder: { record } }) => lossKey(record.experiment.training)))
  return names.map((metric) => {
    const { label, higherIsBetter, share } = metricFacts(metric)
    const caution = !comparable
      ? 'The runs cannot be compared.'
      : metric === 'loss' && losses.size > 1
        ? 'The runs were trained on different losses.'
        : null
    const values = runs.map((_, i) => {
      const [noted, own] = [evaluated[i]?.[metric], measured[i]?.get(metric)]
      const value = noted?.value ?? own?.value ?? null
      return own?.interval ? { value, interval: own.interval, method: own.method } : { value, interval: noted?.interval ?? null, method: noted?.method ?? null }
    })
    const known = values.flatMap(({ value }) => (value === null ? [] : [value]))
    const best = caution !== null || known.length < 2 ? null : higherIsBetter ? Math.max(...known) : Math.min(...known)
    const first = values[0]?.value ?? null
    const cells: MetricCell[] = values.map((value, i) => ({
      run: runs[i]?.head.id ?? '',
      ...value,
      delta: caution !== null || i === 0 || value.value === null || first === null ? null : value.value - first,
      best: best !== null && value.value === best,
    }))
    return { metric, label, higherIsBetter, share, caution, cells, ensemble: ensemble.get(metric) ?? null }
  })
}

const lossKey = ({ loss, labelSmoothing, focalGamma, huberDelta }: LoadedRun['folder']['record']['experiment']['training']): string =>
  stable([loss, labelSmoothing, focalGamma ?? null, huberDelta ?? null])

function valuesOf(rows: readonly MetricRow[], run: string): ReadonlyMap<string, number> | null {
  const values = new Map<string, number>()
  for (const { metric, cells } of rows) {
    const value = cells.find((cell) => cell.run === run)?.value
    if (value !== null && value !== undefined) values.set(metric, value)
  }
  return values.size === 0 ? null : values
}

/** Lets messages in, among them the wish to cancel. */
async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve))
  if (signal.aborted) throw new CrossfadeError('cancelled', 'The comparison was cancelled.')
}
