import { requests } from '@shared/ipc/contract'
import type { Channel } from '@shared/ipc/contract'
import { CrossfadeError } from '@shared/errors'
import { describe, expect, it } from 'vitest'
import { answer } from './answer'
import type { RequestHandlers } from './answer'

const channels = Object.keys(requests) as Channel[]

/** Nothing here is an argument of any request: not even `undefined` where there is none to give. */
const garbage: readonly [string, unknown][] = [
  ['undefined', undefined],
  ['a number', 42],
  ['a string', 'r-20261123-101500-abcde'],
  ['a list', [{ id: 'd-0123456789ab' }]],
  ['an id that climbs', { id: '../../../etc/passwd', when: 'now', url: 1, text: null, message: {}, sample: 'x', path: '', theme: 'plaid' }],
  ['a prototype', JSON.parse('{"__proto__":{"id":"d-0123456789ab"},"theme":7,"layout":9}')],
]

function handlersThat(work: () => unknown): RequestHandlers {
  return Object.fromEntries(channels.map((channel) => [channel, work])) as unknown as RequestHandlers
}

describe('a request', () => {
  const reached: string[] = []
  const handlers = handlersThat(() => reached.push('a handler'))
  const cases = channels.flatMap((channel) => garbage.map(([name, value]) => [channel, name, value] as const))

  it.each(cases)('%s refuses %s', async (channel, _name, value) => {
    expect(await answer(channel, value, handlers, () => undefined)).toMatchObject({ ok: false, error: { code: 'invalid-argument' } })
    expect(reached).toEqual([])
  })

  it('that fails as expected keeps its code and is no bug', async () => {
    const bugs: unknown[] = []
    const failing = handlersThat(() => {
      throw new CrossfadeError('file-empty', 'a.csv is empty.')
    })
    expect(await answer('datasets:list', null, failing, (...bug) => bugs.push(bug))).toEqual({
      ok: false,
      error: { code: 'file-empty', message: 'a.csv is empty.' },
    })
    expect(bugs).toEqual([])
  })

  it('that fails unexpectedly is reported as a bug', async () => {
    const bugs: unknown[] = []
    const failing = handlersThat(() => Promise.reject(new TypeError('x is not a function')))
    expect(await answer('datasets:list', null, failing, (channel) => bugs.push(channel))).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(bugs).toEqual(['datasets:list'])
  })

  it('hands the handler what the schema made of the argument, and nothing more', async () => {
    let seen: unknown
    const handler = { ...handlers, 'runs:get': (argument: unknown) => (seen = argument) as never }
    await answer('runs:get', { id: 'r-20261123-101500-abcde', path: '/etc/passwd' }, handler, () => undefined)
    expect(seen).toEqual({ id: 'r-20261123-101500-abcde' })
  })
})
