import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeScoredRun } from '../compare/fixtures/scored-run'
import { badRows } from './bad-rows'
import { classView } from './classes-overview'
import { evaluationOverview } from './overview'

const { signal } = new AbortController()

describe('the views of an evaluation', () => {
  let runsDir: string
  beforeEach(() => {
    runsDir = mkdtempSync(join(tmpdir(), 'crossfade-evaluation-'))
  })
  afterEach(() => rmSync(runsDir, { recursive: true, force: true }))

  const three = () =>
    writeScoredRun(runsDir, {
      id: 'aaaaa',
      name: 'three',
      classNames: ['a', 'b', 'c'],
      labels: [0, 1, 2, 0, 1, 2],
      scores: Float32Array.from([0.8, 0.1, 0.1, 0.2, 0.7, 0.1, 0.1, 0.1, 0.8, 0.1, 0.85, 0.05, 0.5, 0.3, 0.2, 0.2, 0.2, 0.6]),
      sourceRows: [10, 20, 30, 40, 50, 60],
    })

  it('have curves with their areas, for all classes and for one', async () => {
    const overview = await evaluationOverview({ dir: three(), part: 'test' }, { signal })
    if (overview.kind !== 'classes') throw new Error('These are classes.')
    expect(overview.rows).toBe(6)
    expect(overview.threshold).toBeNull()
    expect(overview.areas.map((area) => area.name)).toEqual(['a', 'b', 'c'])
    expect(overview.areas[2]?.auc).toBe(1)
    expect(overview.roc.macro?.area).toBeCloseTo(overview.areas.reduce((sum, area) => sum + (area.auc ?? 0), 0) / 3, 12)
    expect(overview.metrics['accuracy']?.interval).not.toBeNull()
    expect(overview.confidence.yes.reduce((sum, rows) => sum + rows, 0)).toBe(4)
    const ofC = classView({ dir: three(), part: 'test', which: 2 })
    expect(ofC.auc).toBe(1)
    expect(ofC.scores.yes.reduce((sum, rows) => sum + rows, 0)).toBe(2)
    expect(() => classView({ dir: three(), part: 'test', which: 3 })).toThrow(/no class/)
  })

  it('list the surest mistakes first, by their place in the file', () => {
    const all = badRows({ dir: three(), part: 'test', limit: 10 })
    expect(all.total).toBe(2)
    expect(all.rows.map((row) => row.row)).toEqual([40, 50])
    expect(all.rows[0]).toMatchObject({ kind: 'class', truth: 0, predicted: 1 })
    expect(badRows({ dir: three(), part: 'test', truth: 1, limit: 10 }).rows.map((row) => row.row)).toEqual([50])
    // A cell of the diagonal holds rows that were right: the least sure one is the one to look at.
    expect(badRows({ dir: three(), part: 'test', truth: 2, predicted: 2, limit: 10 }).rows.map((row) => row.row)).toEqual([60, 30])
  })

  it('count two classes at every threshold', async () => {
    const dir = writeScoredRun(runsDir, {
      id: 'bbbbb',
      name: 'two',
      classNames: ['no', 'yes'],
      labels: [0, 1, 1, 0],
      scores: Float32Array.from([0.9, 0.1, 0.3, 0.7, 0.6, 0.4, 0.45, 0.55]),
    })
    const overview = await evaluationOverview({ dir, part: 'test' }, { signal })
    if (overview.kind !== 'classes' || overview.threshold === null) throw new Error('These are two classes.')
    const { truePositives, falsePositives, positives, negatives, positive } = overview.threshold
    expect([positive, positives, negatives]).toEqual([1, 2, 2])
    expect([truePositives[0], falsePositives[0]]).toEqual([2, 2])
    expect([truePositives[500], falsePositives[500]]).toEqual([1, 1])
    expect([truePositives[650], falsePositives[650]]).toEqual([1, 0])
    expect([truePositives[1000], falsePositives[1000]]).toEqual([0, 0])
  })

  it('show the errors of a regression in its own unit', async () => {
    const labels = Array.from({ length: 100 }, (_, row) => row)
    const dir = writeScoredRun(runsDir, {
      id: 'ccccc',
      name: 'numbers',
      classNames: [],
      labels,
      scores: Float32Array.from(labels, (label) => label + (label % 2 === 0 ? 1 : -1) + (label === 99 ? 21 : 0)),
      classes: 0,
    })
    const overview = await evaluationOverview({ dir, part: 'test' }, { signal })
    if (overview.kind !== 'numbers') throw new Error('These are numbers.')
    expect(overview.points.actual.length).toBe(100)
    expect(overview.residuals.counts.reduce((sum, rows) => sum + rows, 0)).toBe(100)
    expect(overview.residuals.mean).toBeCloseTo(0.21, 6)
    expect(overview.trend.predicted.length).toBe(5)
    expect(overview.metrics['mae']?.value).toBeCloseTo((99 + 20) / 100, 6)
    expect(badRows({ dir, part: 'test', limit: 1 })).toEqual({ total: 100, rows: [{ kind: 'number', row: 297, actual: 99, predicted: 119 }] })
  })

  it('say so where a part is unscored', async () => {
    const dir = writeScoredRun(runsDir, { id: 'ddddd', name: 'unscored', classNames: ['a', 'b'], labels: [], scores: null })
    await expect(evaluationOverview({ dir, part: 'test' }, { signal })).rejects.toMatchObject({ code: 'not-available' })
  })
})
