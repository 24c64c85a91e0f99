import { expect, it } from 'vitest'
import { emptyTrialLog } from './trial'
import type { TrialLine, TrialLog } from './trial'
import { GrowingTrialLog, logOf } from './trial-log'

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
  const growing = new GrowingTrialLog()
  const snapshots: { readonly log: TrialLog; readonly was: string }[] = []
  for (const line of lines) {
    const log = growing.snapshot()
    snapshots.push({ log, was: JSON.stringify(log) })
    growing.tell(line)
  }
  // What a reader holds does not change under it.
  for (const { log, was } of snapshots) expect(JSON.stringify(log)).toBe(was)
  const log = growing.now
  expect(logOf(lines)).toEqual(log)
  // One that goes on from what was read leaves that alone.
  const read = logOf(lines.slice(0, 6))
  const was = JSON.stringify(read)
  const further = new GrowingTrialLog(read)
  for (const line of lines.slice(6)) further.tell(line)
  expect([further.snapshot(), JSON.stringify(read)]).toEqual([log, was])
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

it('is told a line in a time that does not grow with the lines before', () => {
  const growing = new GrowingTrialLog()
  const start = performance.now()
  for (let i = 0; i < 100_000; i++) {
    growing.tell(begun(i + 1))
    growing.tell(ended(i + 1, i))
    // Whoever plans the next trial looks at each state.
    if (growing.now.trials.length !== i + 1) throw new Error('A line was lost.')
  }
  expect(performance.now() - start).toBeLessThan(5000)
})
