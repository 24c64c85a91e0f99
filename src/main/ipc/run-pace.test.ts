import type { RunEvent } from '@core/runs/run-verbs'
import { describe, expect, it } from 'vitest'
import { paceRuns } from './run-pace'

/** Time by hand. Milliseconds. */
function handClock() {
  let now = 0
  let timers: { at: number; work: () => void }[] = []
  return {
    now: () => now,
    after: (ms: number, work: () => void) => void timers.push({ at: now + ms, work }),
    advance: (ms: number) => {
      const end = now + ms
      for (;;) {
        const due = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
        if (due === undefined) break
        timers = timers.filter((timer) => timer !== due)
        now = due.at
        due.work()
      }
      now = end
    },
  }
}

const epoch = (id: string, number: number): RunEvent => ({
  kind: 'epochs',
  id,
  metrics: [{ epoch: number, loss: 1, learningRate: 0.1, ms: 1, step: number, at: '' }],
})
const progress = (id: string, step: number): RunEvent => ({
  kind: 'progress',
  id,
  progress: { kind: 'progress', epoch: 1, step, stepsPerEpoch: 100, samplesPerSecond: null, etaMs: null, doing: 'training' },
})
const unreadable = (id: string, reason: string): RunEvent => ({ kind: 'changed', entry: { kind: 'unreadable', id, dir: '', reason } })

function paced() {
  const clock = handClock()
  const sent: { at: number; event: RunEvent }[] = []
  const tell = paceRuns((event) => sent.push({ at: clock.now(), event }), { clock })
  return { clock, sent, tell }
}

describe('messages about a run', () => {
  it('go out at once when nothing came before', () => {
    const { sent, tell } = paced()
    tell(epoch('a', 1))
    expect(sent).toHaveLength(1)
  })

  it('are at most ten a second, and no epoch is lost', () => {
    const { clock, sent, tell } = paced()
    for (let number = 1; number <= 400; number++) {
      tell(epoch('a', number))
      tell(progress('a', number))
      clock.advance(5)
    }
    clock.advance(1000)
    for (let start = 0; start < 2000; start += 100) {
      expect(sent.filter(({ at }) => at >= start && at < start + 1000).length).toBeLessThanOrEqual(10)
    }
    const epochs = sent.flatMap(({ event }) => (event.kind === 'epochs' ? event.metrics.map((metrics) => metrics.epoch) : []))
    expect(epochs).toEqual(Array.from({ length: 400 }, (_, index) => index + 1))
    const steps = sent.flatMap(({ event }) => (event.kind === 'progress' ? [event.progress.step] : []))
    expect(steps[steps.length - 1]).toBe(400)
  })

  it('tell the last epochs before the state that follows them', () => {
    const { clock, sent, tell } = paced()
    tell(progress('a', 1))
    tell(unreadable('a', 'first'))
    tell(epoch('a', 1))
    tell(unreadable('a', 'second'))
    clock.advance(1000)
    expect(sent.map(({ event }) => (event.kind === 'changed' && event.entry.kind === 'unreadable' ? event.entry.reason : event.kind))).toEqual([
      'progress',
      'epochs',
      'second',
    ])
  })

  it('do not wait for other runs', () => {
    const { sent, tell } = paced()
    for (const id of ['a', 'b', 'c']) tell(epoch(id, 1))
    expect(sent).toHaveLength(3)
  })

  it('end with its removal', () => {
    const { clock, sent, tell } = paced()
    tell(epoch('a', 1))
    tell(epoch('a', 2))
    tell({ kind: 'removed', id: 'a' })
    clock.advance(1000)
    expect(sent.map(({ event }) => event.kind)).toEqual(['epochs', 'removed'])
  })
})
