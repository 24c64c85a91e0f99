import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensembleScores } from './ensemble-scores'
import fixture from './fixtures/comparison.json'
import { writeScoredRun } from './fixtures/scored-run'
import { CompareMemory } from './memory'
import { measureRun } from './measure-run'
import { readNpy } from './read-npy'
import { runCurves } from './run-curves'

const classNames = ['blues', 'folk', 'jazz', 'metal', 'opera', 'punk', 'soul']
const [scoresA = new Float32Array(), scoresB = new Float32Array()] = fixture.scores.map((values) => Float32Array.from(values))

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'crossfade-ensemble-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

describe('ensembleScores', () => {
  it('writes the mean of the scores, and says how good it is, as scikit-learn does', () => {
    const dirs = [
      writeScoredRun(dir, { id: '10001', name: 'a', labels: fixture.labels, classNames, scores: scoresA }),
      writeScoredRun(dir, { id: '10002', name: 'b', labels: fixture.labels, classNames, scores: scoresB }),
    ]
    const out = join(dir, 'both')
    const { test, validation, classes } = ensembleScores({ dirs, out, seed: 42 }, new CompareMemory())
    expect(classes).toEqual(classNames)
    expect(validation).toBeNull()
    expect(test?.metrics['accuracy']?.value).toBeCloseTo(fixture.ensembleAccuracy, 9)
    expect(test?.metrics['logLoss']?.value).toBeCloseTo(fixture.ensembleLogLoss, 6)
    expect(test?.metrics['accuracy']?.method).toBe('wilson')
    expect(test?.confusion?.flat().reduce((sum, count) => sum + count, 0)).toBe(200)
    const written = readNpy(join(out, 'scores', 'test.npy'))
    expect(written?.shape).toEqual([200, 7])
    for (const i of [0, 700, 1399]) expect(written?.data[i]).toBeCloseTo(((scoresA[i] ?? NaN) + (scoresB[i] ?? NaN)) / 2, 6)
    expect(readFileSync(join(out, 'scores', 'test-rows.npy'))).toEqual(readFileSync(join(dirs[0] ?? '', 'scores', 'test-rows.npy')))
  })
})

it('puts no scores together that are of different rows, whatever the records say', () => {
  const dirs = [
    writeScoredRun(dir, { id: '10003', name: 'c', labels: fixture.labels, classNames, scores: scoresA }),
    writeScoredRun(dir, { id: '10004', name: 'd', labels: [...fixture.labels].reverse(), classNames, scores: scoresB }),
  ]
  expect(() => ensembleScores({ dirs, out: join(dir, 'strangers'), seed: 42 }, new CompareMemory())).toThrow(/test rows that d and c were scored on are not the same/)
})

describe('measureRun', () => {
  const two = (threshold?: number, mistaken = false) => {
    // Half of the first class's rows score exactly one half: a threshold of 0.5 takes them for the second class, the highest score for the first.
    const labels = Array.from({ length: 60 }, (_, i) => (i < 40 ? 0 : 1))
    const second = labels.map((label, i) => (label === 1 ? 0.6 + i / 1000 : i % 2 === 0 ? 0.5 : 0.2 + i / 1000)).map((p, i) => (mistaken && i % 7 === 3 ? 1 - p : p))
    const scores = Float32Array.from(second.flatMap((p) => [1 - p, p]))
    return writeScoredRun(dir, { id: mistaken ? '20003' : threshold === undefined ? '20001' : '20002', name: 'two', labels, classNames: ['no', 'yes'], scores, ...(threshold === undefined ? {} : { training: { threshold } }), metrics: { loss: 0.5 } })
  }

  it('takes the class that scores highest where no threshold is named, as the trainer does', () => {
    expect(measureRun({ dir: two(), on: 'test', seed: 1 }, new CompareMemory())['accuracy']?.value).toBe(1)
    expect(measureRun({ dir: two(0.5), on: 'test', seed: 1 }, new CompareMemory())['accuracy']?.value).toBeCloseTo(40 / 60, 12)
  })

  it('holds for an ensemble what its members say: it is predicted with by the same threshold', () => {
    const member = two(0.5)
    const { test } = ensembleScores({ dirs: [member, member], out: join(dir, 'ensemble-of-two'), seed: 1 }, new CompareMemory())
    expect(test?.metrics['accuracy']?.value).toBeCloseTo(40 / 60, 12)
    expect(test?.positive).toEqual({ class: 'yes', threshold: 0.5 })
  })

  it('gives every headline metric of two classes an interval, the area under the curve too', () => {
    const found = measureRun({ dir: two(undefined, true), on: 'test', seed: 1 }, new CompareMemory())
    expect(Object.keys(found).sort()).toEqual(['accuracy', 'auc', 'balancedAccuracy', 'logLoss', 'loss', 'macroF1'])
    for (const name of ['accuracy', 'auc', 'balancedAccuracy', 'logLoss', 'macroF1']) expect(found[name]?.interval, name).not.toBeNull()
  })

  it('claims no certainty for a model without a mistake: Wilson has a width, a bootstrap of equal figures is no interval', () => {
    const found = measureRun({ dir: two(), on: 'test', seed: 1 }, new CompareMemory())
    expect(found['accuracy']).toMatchObject({ value: 1, interval: [expect.closeTo(0.94, 2), 1], method: 'wilson' })
    for (const name of ['auc', 'balancedAccuracy', 'macroF1']) expect(found[name], name).toEqual({ value: 1, interval: null, method: null })
  })
})

describe('the interval of a run', () => {
  // Certain and right but for one row in sixty, which costs 3: the plain interval of the mean reaches below 0.
  const certain = (id: string) => {
    const labels = Array.from({ length: 60 }, (_, i) => i % 2)
    const right = labels.map((_, i) => (i === 7 ? Math.exp(-3) : 0.9999))
    const scores = Float32Array.from(labels.flatMap((label, i) => (label === 0 ? [right[i] ?? 0, 1 - (right[i] ?? 0)] : [1 - (right[i] ?? 0), right[i] ?? 0])))
    const loss = right.reduce((sum, p) => sum - Math.log(p), 0) / right.length
    return writeScoredRun(dir, { id, name: 'certain', labels, classNames: ['no', 'yes'], scores, metrics: { loss } })
  }

  it('ends where the metric does', () => {
    const { logLoss, loss } = measureRun({ dir: certain('40001'), on: 'test', seed: 1 }, new CompareMemory())
    const values = Array.from({ length: 60 }, (_, i) => (i === 7 ? 3 : -Math.log(0.9999)))
    const mean = values.reduce((sum, value) => sum + value, 0) / 60
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 59)
    // t(0.975, 59) = 2.0009953781: by itself it would begin at -0.05.
    const half = (2.0009953781 * deviation) / Math.sqrt(60)
    expect(mean - half).toBeLessThan(-0.04)
    for (const found of [logLoss, loss]) {
      expect(found?.interval?.[0]).toBe(0)
      expect(found?.interval?.[1]).toBeCloseTo(mean + half, 6)
      expect(found?.method).toBe('t')
    }
  })
})

describe('runCurves', () => {
  it('reads epochs in columns; of a repeated epoch the later line counts, a torn last line does not', () => {
    const run = writeScoredRun(dir, { id: '30001', name: 'curves', labels: fixture.labels, classNames, scores: null })
    const line = (epoch: number, loss: number | null) => JSON.stringify({ epoch, loss, accuracy: 0.1 * epoch, validation: { loss }, learningRate: 0.001, ms: 1000, step: 5 * epoch, at: '2026-08-11T12:00:00.000Z' })
    writeFileSync(join(run, 'metrics.jsonl'), [line(1, 3), line(2, 9), line(2, 2), line(3, null), '{"epoch":4,"lo'].join('\n'))
    const curves = runCurves(run, new CompareMemory())
    expect([...curves.epoch]).toEqual([1, 2, 3])
    expect([...(curves.validation['loss'] ?? [])]).toEqual([3, 2, NaN])
    expect([...curves.ms]).toEqual([1000, 2000, 3000])
    expect([...curves.samples]).toEqual([700, 1400, 2100])
    expect(Object.keys(curves.training).sort()).toEqual(['accuracy', 'loss'])
  })
})
