import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CompareEvent } from '@shared/engine/analysis-methods'
import { npyHeader } from '@shared/npy'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareRuns } from './compare-runs'
import { flips } from './look-at-pair'
import { CompareMemory } from './memory'
import fixture from './fixtures/comparison.json'
import { writeScoredRun } from './fixtures/scored-run'
import type { ScoredRun } from './fixtures/scored-run'

const classNames = ['blues', 'folk', 'jazz', 'metal', 'opera', 'punk', 'soul']
const [scoresA, scoresB] = fixture.scores.map((values) => Float32Array.from(values))
const [knownA, knownB] = fixture.metrics

let runsDir = ''
let next = 0
beforeAll(() => {
  runsDir = mkdtempSync(join(tmpdir(), 'crossfade-compare-'))
})
afterAll(() => rmSync(runsDir, { recursive: true }))

const write = (run: Partial<ScoredRun> = {}) => {
  const id = String(10_000 + next++)
  return writeScoredRun(runsDir, { id, name: `run ${id}`, labels: fixture.labels, classNames, scores: scoresA ?? null, ...run })
}
const compare = (dirs: readonly string[], more: { on?: 'test' | 'validation'; emit?: (event: CompareEvent) => void; signal?: AbortSignal } = {}) =>
  compareRuns(
    { dirs, on: more.on, resamples: 2000, seed: 42 },
    { signal: more.signal ?? new AbortController().signal, emit: more.emit ?? (() => undefined) },
  )

describe('compareRuns', () => {
  it('measures each run as scikit-learn and statsmodels do', async () => {
    const { metrics, calibration } = await compare([write(), write({ scores: scoresB ?? null })])
    const cells = (name: string) => metrics.find(({ metric }) => metric === name)?.cells ?? []
    for (const name of ['accuracy', 'macroF1', 'balancedAccuracy', 'logLoss', 'top5'] as const) {
      expect(cells(name)[0]?.value).toBeCloseTo(knownA?.[name] ?? NaN, 6)
      expect(cells(name)[1]?.value).toBeCloseTo(knownB?.[name] ?? NaN, 6)
      expect(cells(name)[1]?.delta).toBeCloseTo((knownB?.[name] ?? NaN) - (knownA?.[name] ?? NaN), 6)
      expect(cells(name).map(({ best }) => best)).toEqual([false, true])
    }
    expect(cells('accuracy')[0]?.method).toBe('wilson')
    expect(cells('accuracy')[0]?.interval?.[0]).toBeCloseTo(knownA?.wilson[0] ?? NaN, 9)
    expect(cells('logLoss')[1]?.interval?.[1]).toBeCloseTo(knownB?.logLossInterval[1] ?? NaN, 5)
    expect(cells('macroF1')[0]?.method).toBe('bca')
    expect(calibration.map(({ error }) => error)).toEqual([expect.closeTo(knownA?.calibrationError ?? NaN, 6), expect.closeTo(knownB?.calibrationError ?? NaN, 6)])
  })

  it('tests the pair as statsmodels and SciPy do', async () => {
    const { comparable, pairs } = await compare([write(), write({ scores: scoresB ?? null })])
    expect(comparable).toBe(true)
    const [pair] = pairs
    expect(pair).toMatchObject({ metric: 'accuracy', test: 'mcnemar-exact', rows: 200, unit: 'row', verdict: 'better' })
    expect(pair?.p).toBeCloseTo(fixture.mcnemar, 12)
    expect(pair?.adjustedP).toBe(pair?.p)
    expect(pair?.where).toMatchObject({ onlyA: fixture.onlyA, onlyB: fixture.onlyB })
    expect(pair?.lossTests.map(({ p }) => p)).toEqual([expect.closeTo(fixture.pairedT, 6), expect.closeTo(fixture.wilcoxon, 6)])
    const test = (metric: string) => pair?.tests.find((one) => one.metric === metric)
    for (const [metric, interval, error] of [
      ['macroF1', fixture.macroF1Interval, fixture.macroF1Error],
      ['logLoss', fixture.logLossInterval, fixture.logLossError],
    ] as const) {
      expect(Math.abs((test(metric)?.interval?.[0] ?? NaN) - (interval[0] ?? NaN))).toBeLessThan(0.2 * error)
      expect(Math.abs((test(metric)?.interval?.[1] ?? NaN) - (interval[1] ?? NaN))).toBeLessThan(0.2 * error)
      expect(test(metric)).toMatchObject({ test: 'paired-bootstrap', intervalMethod: 'bca', verdict: 'better' })
    }
  })

  it('decides the mean of two classes by the threshold of its first run, as the kept ensemble does', async () => {
    const labels = Array.from({ length: 60 }, (_, i) => (i < 40 ? 0 : 1))
    // Half of the first class's rows score exactly one half.
    const scores = Float32Array.from(labels.flatMap((label, i) => (label === 1 ? [0.3, 0.7] : i % 2 === 0 ? [0.5, 0.5] : [0.8, 0.2])))
    const two = (threshold?: number) => write({ labels, classNames: ['no', 'yes'], scores, ...(threshold === undefined ? {} : { training: { threshold } }) })
    const accuracy = async (dirs: readonly string[]) => (await compare(dirs)).metrics.find(({ metric }) => metric === 'accuracy')?.ensemble
    expect(await accuracy([two(0.5), two(0.5)])).toBeCloseTo(40 / 60, 12)
    expect(await accuracy([two(), two()])).toBe(1)
  })

  it('turns the verdict round with the runs', async () => {
    const [a, b] = [write(), write({ scores: scoresB ?? null })]
    const { pairs } = await compare([b, a])
    expect(pairs[0]).toMatchObject({ verdict: 'worse' })
    expect(pairs[0]?.sentence).toMatch(/^The model of run \d+ is worse than that of run \d+ on these rows: Accuracy −/)
  })

  it('gives the same figures again, and for a pair whoever else is there', async () => {
    const [a, b] = [write(), write({ scores: scoresB ?? null })]
    const alone = await compare([a, b])
    expect(await compare([a, b])).toEqual(alone)
    const among = await compare([a, write(), b])
    expect(among.pairs[1]?.tests.map(({ p, interval }) => [p, interval])).toEqual(alone.pairs[0]?.tests.map(({ p, interval }) => [p, interval]))
    expect(among.pairs[1]?.adjustedP).toBeCloseTo(2 * (alone.pairs[0]?.p ?? NaN), 12)
  })

  it('cannot tell a run from itself', async () => {
    const { pairs } = await compare([write(), write()])
    expect(pairs[0]?.tests.map(({ verdict, difference, p }) => [verdict, difference, p])).toEqual(pairs[0]?.tests.map(() => ['cannot tell', 0, 1]))
    const [accuracy, top5, ...others] = pairs[0]?.tests ?? []
    // Tango's interval of 0 against 0 of 200 rows: z² / (200 + z²). No interval claims that there is certainly no difference.
    for (const share of [accuracy, top5]) expect(share).toMatchObject({ intervalMethod: 'score', interval: [expect.closeTo(-0.018845, 6), expect.closeTo(0.018845, 6)] })
    expect(others.map(({ interval, intervalMethod }) => [interval, intervalMethod])).toEqual(others.map(() => [null, null]))
    expect(pairs[0]?.sentence).toContain('95 % interval −1.88 to +1.88 points')
  })

  it('gives a loss that is no form of a metric the interval of its rows, smoothed or focal', async () => {
    const loss = async (training: ScoredRun['training'], value: number) => {
      const { metrics } = await compare([write({ ...(training === undefined ? {} : { training }), metrics: { loss: value } }), write()])
      return metrics.find(({ metric }) => metric === 'loss')?.cells[0]
    }
    for (const [training, { value, interval }] of [
      [{ labelSmoothing: 0.1 }, fixture.smoothedLoss],
      [{ loss: 'focal', focalGamma: 1.5 }, fixture.focalLoss],
    ] as const) {
      const found = await loss(training, value)
      expect(found).toMatchObject({ value, method: 't' })
      expect(found?.interval?.[0]).toBeCloseTo(interval[0] ?? NaN, 5)
      expect(found?.interval?.[1]).toBeCloseTo(interval[1] ?? NaN, 5)
    }
    // Noted as another value than that of these rows, so it is not theirs.
    expect((await loss({ labelSmoothing: 0.1 }, 9))?.interval).toBeNull()
  })

  it('takes the mean of the scores as one more model', async () => {
    const { metrics } = await compare([write(), write({ scores: scoresB ?? null })])
    expect(metrics.find(({ metric }) => metric === 'accuracy')?.ensemble).toBeCloseTo(fixture.ensembleAccuracy, 9)
    expect(metrics.find(({ metric }) => metric === 'logLoss')?.ensemble).toBeCloseTo(fixture.ensembleLogLoss, 6)
  })

  it('neither ranks nor tests what cannot be compared, and says why', async () => {
    const other = await compare([write(), write({ splitHash: 'another', scores: scoresB ?? null })])
    expect(other).toMatchObject({ comparable: false, pairs: [] })
    expect(other.reasons.map(({ kind }) => kind)).toEqual(['split'])
    expect(other.metrics.every(({ caution, cells }) => caution !== null && cells.every(({ best, delta }) => !best && delta === null))).toBe(true)
    expect(other.metrics[0]?.ensemble).toBeNull()
    const rows = await compare([write(), write({ sourceRows: fixture.labels.map((_, i) => i) })])
    expect(rows.reasons.map(({ kind }) => kind)).toEqual(['rows'])
  })

  it('still tests the runs that fit, beside one that does not', async () => {
    const other = await compare([write(), write({ scores: scoresB ?? null }), write({ target: 'mood' })])
    expect(other.comparable).toBe(false)
    expect(other.pairs).toHaveLength(1)
  })

  it('compares on validation while test rows are unscored, and says so', async () => {
    const part = 'validation' as const
    const both = await compare([write({ part }), write({ part, scores: scoresB ?? null })])
    expect(both).toMatchObject({ on: 'validation', comparable: true })
    const asked = await compare([write(), write({ part })], { on: 'test' })
    expect(asked.reasons.map(({ kind }) => kind)).toEqual(['unscored'])
  })

  it('resamples by key where keys repeat: doubled rows say no more than single ones', async () => {
    const twice = (values: ArrayLike<number>, width: number) => Float32Array.from({ length: 2 * values.length }, (_, i) => values[i % (200 * width)] ?? 0)
    const labels = [...fixture.labels, ...fixture.labels]
    const keys = labels.map((_, i) => i % 200)
    const doubled = (scores: Float32Array | undefined) => write({ labels, keys, scores: twice(scores ?? [], 7) })
    const single = await compare([write(), write({ scores: scoresB ?? null })])
    const grouped = await compare([doubled(scoresA), doubled(scoresB)])
    expect(grouped.resampling.unit).toBe('key')
    expect(grouped.pairs[0]).toMatchObject({ unit: 'key', units: 200, rows: 400, test: 'paired-bootstrap', lossTests: [] })
    for (const metric of ['accuracy', 'macroF1', 'logLoss']) {
      const width = (comparison: typeof single) => {
        const interval = comparison.pairs[0]?.tests.find((test) => test.metric === metric)?.interval
        return (interval?.[1] ?? NaN) - (interval?.[0] ?? NaN)
      }
      expect(Math.abs(width(grouped) / width(single) - 1)).toBeLessThan(0.1)
    }
  })

  it('takes keys from elsewhere as it takes those on record', async () => {
    const labels = [...fixture.labels, ...fixture.labels]
    const keys = labels.map((_, i) => i % 200)
    const scores = [scoresA, scoresB].map((values = new Float32Array()) => Float32Array.from([...values, ...values]))
    const path = join(runsDir, 'keys.npy')
    writeFileSync(path, Buffer.concat([npyHeader('int32', [400]), new Uint8Array(Int32Array.from(keys).buffer)]))
    const recorded = await compare(scores.map((values) => write({ labels, keys, scores: values })))
    const dirs = scores.map((values) => write({ labels, scores: values }))
    const given = await compareRuns({ dirs, resamples: 2000, seed: 42, keys: { path, name: 'track_id' } }, { signal: new AbortController().signal, emit: () => undefined })
    expect(given.resampling.unit).toBe('key')
    expect(given.pairs[0]?.tests).toEqual(recorded.pairs[0]?.tests)
    expect(given.metrics.map(({ cells }) => cells.map(({ interval }) => interval))).toEqual(recorded.metrics.map(({ cells }) => cells.map(({ interval }) => interval)))
  })

  it('speaks of settings only where there are repeats', async () => {
    const seeds = (layers: ScoredRun['layers'], values: readonly number[]) =>
      values.map((accuracy, seed) => write({ ...(layers === undefined ? {} : { layers }), training: { seed }, metrics: { accuracy } }))
    const once = await compare([write(), write({ training: { seed: 1 }, layers: [] })])
    expect(once).toMatchObject({ repeats: [], settings: [] })
    const repeated = await compare([...seeds(undefined, [0.3, 0.31, 0.32]), ...seeds([], [0.4, 0.41, 0.42])])
    expect(repeated.repeats.map(({ runs }) => runs.length)).toEqual([3, 3])
    expect(repeated.repeats[0]?.metrics[0]).toMatchObject({ metric: 'accuracy', mean: expect.closeTo(0.31, 9), standardDeviation: expect.closeTo(0.01, 9) })
    const [setting] = repeated.settings
    expect(setting?.tests[0]).toMatchObject({ metric: 'accuracy', test: 'paired-t', verdict: 'better', difference: expect.closeTo(0.1, 9) })
    expect(setting?.sentence).toMatch(/^The setting of run \d+ is better than that of run \d+ over 3 runs each/)
  })

  it('takes differences split by split where repeats were split anew', async () => {
    const over = (layers: NonNullable<ScoredRun['layers']>, values: readonly number[]) =>
      values.map((accuracy, i) => write({ layers, splitHash: `split ${i}`, splitSeed: i, metrics: { accuracy }, sourceRows: fixture.labels.map((_, row) => 5 * row + i) }))
    const found = await compare([...over([{ kind: 'dropout', rate: 0.1 }], [0.3, 0.36, 0.33]), ...over([], [0.34, 0.4, 0.375])])
    expect(found.comparable).toBe(false)
    const [test] = found.settings[0]?.tests ?? []
    // Differences 0.04, 0.04, 0.045: t = mean / sqrt((1/3 + 200/700) variance), as Nadeau and Bengio; p by SciPy.
    expect(test).toMatchObject({ test: 'corrected-resampled-t', difference: expect.closeTo(0.125 / 3, 9), verdict: 'better' })
    expect(test?.p).toBeCloseTo(0.002_958, 6)
  })

  it('tells the table first, then how far it is', async () => {
    const events: CompareEvent[] = []
    await compare([write(), write()], { emit: (event) => events.push(event) })
    expect(events[0]).toMatchObject({ kind: 'table', comparison: { pairs: [], comparable: true } })
    expect(events.slice(1).map((event) => (event.kind === 'progress' ? event.share : null))).toEqual([1 / 3, 2 / 3, 1])
  })

  it('ends when nobody wants the result any more', async () => {
    const controller = new AbortController()
    const work = compare([write(), write()], { signal: controller.signal, emit: () => controller.abort() })
    await expect(work).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('names a run that is not there or damaged', async () => {
    await expect(compare([write(), join(runsDir, 'nowhere')])).rejects.toMatchObject({ code: 'run-not-found' })
    const damaged = write()
    truncateSync(join(damaged, 'scores', 'test.npy'), 500)
    await expect(compare([write(), damaged])).rejects.toMatchObject({ code: 'run-unreadable' })
  })
})

describe('compareRuns of regressions', () => {
  const labels = Array.from({ length: 120 }, (_, i) => Math.sin(i) * 3 + i / 40)
  const off = (size: number) => Float32Array.from(labels, (label, i) => label + size * Math.cos(7 * i))

  it('tests errors by the bootstrap and the squared errors by t and Wilcoxon', async () => {
    const facts = { labels, classNames: [], classes: 0 }
    const { pairs, metrics } = await compare([write({ ...facts, scores: off(1) }), write({ ...facts, scores: off(0.6) })])
    expect(pairs[0]?.tests.map(({ metric, verdict }) => [metric, verdict])).toEqual([
      ['rmse', 'better'],
      ['mae', 'better'],
      ['r2', 'better'],
    ])
    const rmse = Math.sqrt(labels.reduce((sum, _, i) => sum + Math.cos(7 * i) ** 2, 0) / 120)
    expect(metrics.find(({ metric }) => metric === 'rmse')?.cells[0]?.value).toBeCloseTo(rmse, 5)
    expect(pairs[0]?.difference).toBeCloseTo(-0.4 * rmse, 5)
    expect(pairs[0]?.lossTests.map(({ metric, test }) => [metric, test])).toEqual([
      ['squaredError', 'paired-t'],
      ['squaredError', 'wilcoxon-signed-rank'],
    ])
    expect(pairs[0]?.where).toBeNull()
  })
})

describe('flips', () => {
  it('lists the rows that flipped, by their numbers in the file, the largest change first', () => {
    const dirs: [string, string] = [write(), write({ scores: scoresB ?? null })]
    const page = (flip: 'gained' | 'lost', offset = 0, limit = 1000) => flips({ dirs, on: 'test', flip, offset, limit }, new CompareMemory())
    expect(page('gained').total).toBe(fixture.onlyB)
    expect(page('lost').total).toBe(fixture.onlyA)
    const { rows } = page('gained')
    for (const row of rows) {
      expect(row.row % 3).toBe(0)
      expect(row.actual).toBe(classNames[fixture.labels[row.row / 3] ?? -1])
      expect(row.b).toBe(row.actual)
      expect(row.a).not.toBe(row.actual)
    }
    const gaps = rows.map(({ scoreA, scoreB }) => Math.abs(scoreB - scoreA))
    expect(gaps).toEqual([...gaps].sort((x, y) => y - x))
    expect(page('gained', 1, 2).rows).toEqual(rows.slice(1, 3))
  })

  it('refuses runs on different rows', () => {
    const dirs: [string, string] = [write(), write({ splitHash: 'another' })]
    expect(() => flips({ dirs, on: 'test', flip: 'lost', offset: 0, limit: 10 }, new CompareMemory())).toThrow(/cannot be compared row by row/)
  })
})
