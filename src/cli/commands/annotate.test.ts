import { expect, it } from 'vitest'
import { isStudy } from './annotate'

it('takes for a study what begins as the id of one, and a run named s-curve for a run', () => {
  expect(['s-20261123-041341-aaaaa', 's-20261123-04', 's-2026'].map(isStudy)).toEqual([true, true, true])
  expect(['s-curve', 's-', 's-20261123041341', 'r-20261123-041341-aaaaa'].map(isStudy)).toEqual([false, false, false, false])
})
