import { expect, it } from 'vitest'
import { emptyTrialLog, logOf, withLine } from './trial'
import type { TrialLine } from './trial'

const at = ''
const begun = (trial: number, by: 'strategy' | 'person' = 'strategy'): TrialLine => ({ kind: 'begun', trial, run: `r${trial}`, configuration: trial, values: { n: trial }, seed: 1, by, at })
const ended = (trial: number, objective: number): TrialLine => ({
  kind: 'ended', trial, status: 'completed', reason: null, objective, epoch: 1, epochs: 2, parameters: 3, trainMs: 4, curve: [[1, objective]], workedMs: trial, at,
})
const lines: readonly TrialLine[] = [
  { kind: 'asked', values: { n: 9 }, at }, begun(1), begun(2, 'person'), { kind: 'asked', values: { n: 10 }, at }, begun(3, 'person'), begun(4, 'person'),
  { kind: 'asked', values: { n: 11 }, at }, ended(2, 0.5), { kind: 'promoted', bracket: 0, rung: 1, trials: [2], at }, { kind: 'continued', trial: 2, until: 9, at },
  ended(7, 1), { kind: 'rested', workedMs: 50, at },
]

it('says the same of all lines together as of one after the other', () => {
  let log = emptyTrialLog
  for (const line of lines) {
    const before = JSON.stringify(log)
    const next = withLine(log, line)
    expect(JSON.stringify(log)).toBe(before)
    log = next
  }
  expect(logOf(lines)).toEqual(log)
  expect(log.trials.map(({ status, until, objective }) => [status, until, objective])).toEqual([['running', null, null], ['running', 9, 0.5], ['running', null, null], ['running', null, null]])
  expect([log.asked, log.promotions, log.workedMs]).toEqual([[{ n: 11 }], [{ bracket: 0, rung: 1, trials: [2] }], 50])
  expect(emptyTrialLog.trials).toEqual([])
})

it('reads a hundred thousand trials, the most that a study has, in seconds', () => {
  const many = Array.from({ length: 100_000 }, (_, i) => [begun(i + 1), ended(i + 1, i)]).flat()
  const start = performance.now()
  expect(logOf(many).trials).toHaveLength(100_000)
  expect(performance.now() - start).toBeLessThan(5000)
})
