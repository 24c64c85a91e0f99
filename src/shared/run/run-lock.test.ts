import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { heartbeatStaleMs, judgeLock, makeLock, parseLock, processStartOf, witnessOf } from './run-lock'
import type { LockWitness } from './run-lock'

const now = Date.parse('2026-11-23T12:00:00Z')
const here: LockWitness = { host: 'here', bootId: 'boot-1', now, processStart: (pid) => (pid === 100 ? '5000' : null) }
const lock = makeLock(100, here)

describe('judgeLock', () => {
  it('holds while the process lives', () => expect(judgeLock(lock, here).kind).toBe('held'))

  it('is stale when the process is gone', () => {
    expect(judgeLock(lock, { ...here, processStart: () => null })).toEqual({ kind: 'stale', reason: 'process 100 is gone' })
  })

  it('is not fooled by another process with the same number', () => {
    expect(judgeLock(lock, { ...here, processStart: () => '9000' }).kind).toBe('stale')
  })

  it('is stale after the machine was restarted', () => {
    expect(judgeLock(lock, { ...here, bootId: 'boot-2' }).kind).toBe('stale')
  })

  it('does not care about the clock on the same machine', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (jump) => {
        expect(judgeLock(lock, { ...here, now: now + jump }).kind).toBe('held')
      }),
    )
  })

  it('goes by the heartbeat on another machine', () => {
    const there = { ...here, host: 'there' }
    expect(judgeLock(lock, { ...there, now: now + heartbeatStaleMs }).kind).toBe('held')
    expect(judgeLock(lock, { ...there, now: now + heartbeatStaleMs + 1 }).kind).toBe('stale')
    expect(judgeLock(lock, { ...there, now: now - 3_600_000 }).kind).toBe('held')
    expect(judgeLock({ ...lock, heartbeat: 'soon' }, there).kind).toBe('stale')
  })
})

describe('parseLock', () => {
  it('reads what makeLock makes', () => expect(parseLock(JSON.stringify(lock))).toEqual(lock))
  it('reads nothing from a torn or foreign file', () => {
    const text = JSON.stringify(lock)
    for (let length = 0; length < text.length; length++) expect(parseLock(text.slice(0, length))).toBeNull()
    expect(parseLock('[]')).toBeNull()
  })
})

describe('processStartOf', () => {
  // Layout of proc(5); the command may hold anything.
  const stat = (command: string, state: string) => `42 (${command}) ${state} 1 42 42 0 -1 4194560 1 0 0 0 3 2 0 0 20 0 11 0 123456 100 5`
  it('reads field 22', () => expect(processStartOf(stat('node', 'S'))).toBe('123456'))
  it('counts behind a command with brackets and blanks', () => expect(processStartOf(stat('a) R (b', 'R'))).toBe('123456'))
  it('takes a process that only waits to be noticed for gone', () => expect(processStartOf(stat('node', 'Z'))).toBeNull())
})

describe('witnessOf', () => {
  it('asks the process itself where there is no /proc', () => {
    const witness = witnessOf({ hostname: () => 'mac', readText: () => null, alive: (pid) => pid === 7, now: () => now })
    expect(witness.bootId).toBe('')
    expect(judgeLock(makeLock(7, witness), witness).kind).toBe('held')
    expect(judgeLock(makeLock(8, witness), witness).kind).toBe('stale')
  })
})
