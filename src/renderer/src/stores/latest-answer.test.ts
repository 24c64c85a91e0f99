import { describe, expect, it } from 'vitest'
import { CrossfadeError } from '@shared/errors'
import { useLatestAnswer } from './latest-answer'

function later<Value>() {
  let settle: { resolve: (value: Value) => void; reject: (thrown: Error) => void } | null = null
  const promise = new Promise<Value>((resolve, reject) => (settle = { resolve, reject }))
  return { promise, resolve: (value: Value) => settle?.resolve(value), reject: (thrown: Error) => settle?.reject(thrown) }
}

describe('useLatestAnswer', () => {
  it('keeps the older answer in sight until the newer one is there', async () => {
    const latest = useLatestAnswer<number>()
    await latest.ask('a', () => Promise.resolve(1))
    const second = later<number>()
    const asked = latest.ask('b', () => second.promise)
    expect([latest.answer.value, latest.waiting.value]).toEqual([1, true])
    second.resolve(2)
    await asked
    expect([latest.answer.value, latest.waiting.value]).toEqual([2, false])
  })

  it('drops an answer that a newer question overtook', async () => {
    const latest = useLatestAnswer<number>()
    const slow = later<number>()
    const first = latest.ask('a', () => slow.promise)
    await latest.ask('b', () => Promise.resolve(2))
    slow.resolve(1)
    await first
    expect([latest.answer.value, latest.waiting.value]).toEqual([2, false])
  })

  it('asks the same question once, and again after it was cancelled', async () => {
    const latest = useLatestAnswer<number>()
    let times = 0
    const work = () => {
      times++
      return times === 1 ? Promise.reject(new CrossfadeError('cancelled', 'Cancelled.')) : Promise.resolve(times)
    }
    await latest.ask('a', work)
    expect([latest.cancelled.value, latest.waiting.value, latest.failure.value]).toEqual([true, false, null])
    await latest.ask('a', work)
    await latest.ask('a', work)
    expect([times, latest.answer.value, latest.cancelled.value]).toEqual([2, 2, false])
  })

  it('tells why a question could not be answered, and shows no old answer beside it', async () => {
    const latest = useLatestAnswer<number>()
    await latest.ask('a', () => Promise.resolve(1))
    await latest.ask('b', () => Promise.reject(new CrossfadeError('target-invalid', 'The target has one class.')))
    expect([latest.answer.value, latest.failure.value]).toEqual([null, 'The target has one class.'])
  })
})
