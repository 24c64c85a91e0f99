import { expect, it } from 'vitest'
import { predictionHeader, predictionLines } from './prediction-lines'

const target = { kind: 'classes' as const, name: 'y', reader: { kind: 'category' as const, numeric: false }, classes: ['a', 'b,"x"', 'c'] }
const wanted = { target, positive: { index: 1 as const, threshold: null }, allScores: false, halfWidth: null }

it('tells the likeliest classes in order, the first of equals first', () => {
  const top = { ...wanted, top: 5 }
  expect(predictionHeader(top)).toBe('prediction,score,prediction_2,score_2,prediction_3,score_3\n')
  expect(predictionLines(Float32Array.from([0.25, 0.5, 0.25, 0.125, 0.375, 0.5]), 2, top)).toBe('"b,""x""",0.5,a,0.25,c,0.25\nc,0.5,"b,""x""",0.375,a,0.125\n')
})

it('puts the class that a threshold chose first, whatever scores higher', () => {
  const two = { ...target, classes: ['no', 'yes'] }
  expect(predictionLines(Float32Array.from([0.75, 0.25]), 1, { ...wanted, target: two, positive: { index: 1, threshold: 0.2 }, top: 2 })).toBe('yes,0.25,no,0.75\n')
})

it('gives a regression the same width on both sides', () => {
  const number = { kind: 'number' as const, name: 'y', mean: 10, std: 2 }
  expect(predictionHeader({ ...wanted, target: number })).toBe('prediction,low,high\n')
  expect(predictionLines(Float32Array.from([0.5]), 1, { ...wanted, target: number, halfWidth: 3 })).toBe('11,8,14\n')
})
