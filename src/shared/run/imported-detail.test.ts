import { describe, expect, it } from 'vitest'
import { comparabilityReasons } from '../compare/comparability'
import type { ImportedRun } from '../export/imported-run'
import { filterTest } from './filter/match-filter'
import { parseFilter } from './filter/parse-filter'
import { importedDetail, importedEvaluation } from './imported-detail'
import { runId } from './run-record'

const points = (values: readonly number[], from = 1) => values.map((value, i) => ({ step: from + i, at: new Date(1000 * i).toISOString(), value }))
const found: ImportedRun = {
  version: 1,
  id: 'i-0123456789ab',
  imported: { from: 'tensorboard', path: '/logs', at: '2026-11-23T10:00:00.000Z' },
  run: {
    id: 'a', name: 'a', status: 'finished', started: new Date(0).toISOString(), ended: null, settings: { lr: 0.1 }, tags: {},
    series: [
      { part: 'train', metric: 'loss', points: points([3, 2, 1], 0) },
      { part: 'validation', metric: 'loss', points: points([3, 1, 2], 0) },
      { part: 'validation', metric: 'accuracy', points: points([0.1, 0.5, 0.4], 0) },
      { part: 'test', metric: 'accuracy', points: points([0.45]) },
    ],
  },
}

describe('a run of another program', () => {
  it('has an id of its own, its epochs counted from 1, and its best by the validation loss', () => {
    expect(runId.safeParse(found.id).success).toBe(true)
    const { record, metrics } = importedDetail(found, '/ws/imports/runs/i.json')
    expect(metrics.map(({ epoch, loss, validation, ms }) => [epoch, loss, validation?.['accuracy'], ms])).toEqual([[1, 3, 0.1, 0], [2, 2, 0.5, 1000], [3, 1, 0.4, 1000]])
    expect(record).toMatchObject({ kind: 'imported', status: 'completed', epochs: 3, best: { epoch: 2 }, test: { accuracy: 0.45 }, weights: null })
    expect(importedEvaluation(found).validation?.metrics).toEqual({ loss: { value: 1, interval: null, method: 'told' }, accuracy: { value: 0.5, interval: null, method: 'told' } })
  })

  it('whose last epoch lacks its validation has its best among those that have one', () => {
    const series = found.run.series.map((one) => (one.part === 'validation' ? { ...one, points: one.points.slice(0, 1) } : one))
    expect(importedDetail({ ...found, run: { ...found.run, series } }, '').record.best?.epoch).toBe(1)
  })

  it('is found by what it tells, not by what stands in the place of the rest', () => {
    const { record, notes } = importedDetail(found, '')
    const finds = (text: string) => {
      const parsed = parseFilter(text)
      return parsed.kind === 'ok' && filterTest(parsed.filter)({ record, notes })
    }
    expect(['kind = imported', 'test.accuracy > 0.4', 'epochs = 3'].map(finds)).toEqual([true, true, true])
    expect(['optimizer = adam', 'seed = 42', 'lr > 0', 'task = classification'].map(finds)).toEqual([false, false, false, false])
  })

  it('without any series has no epoch and no value', () => {
    const bare = { ...found, run: { ...found.run, series: [] } }
    expect(importedDetail(bare, '').metrics).toEqual([])
    expect(importedEvaluation(bare)).toMatchObject({ validation: null, test: null })
  })

  it('is never tested against another: the guard says why, whichever is the baseline', () => {
    const candidate = (name: string) => ({ name, record: importedDetail(found, '').record, classes: [], scoredRows: null })
    const [reason, ...more] = comparabilityReasons(candidate('theirs'), [candidate('other')], 'test')
    expect(reason).toMatchObject({ kind: 'imported', runs: [found.id, found.id], remedy: null, message: expect.stringContaining('read from another program') as string })
    expect(more).toEqual([])
  })
})
