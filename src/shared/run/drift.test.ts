import { expect, it } from 'vitest'
import { driftVerdict } from './drift'
import { nextNames } from './prediction-columns'

it('calls a column moved or far by its index and by what training never saw', () => {
  expect([driftVerdict(0.05, 0), driftVerdict(0.1, 0), driftVerdict(0.25, 0), driftVerdict(0, 0.06), driftVerdict(0, 0.2)]).toEqual(['same', 'moved', 'far', 'moved', 'far'])
})

it('names no more classes than there are', () => {
  expect(nextNames(3, 5)).toEqual(['prediction_2', 'prediction_3'])
  expect(nextNames(3)).toEqual([])
})
