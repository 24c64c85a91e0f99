import { recordOf } from '@shared/compare/fixtures/run-record'
import { expect, it } from 'vitest'
import { runJson } from './run-json'

it('has the share of rows whose class is among the best five for every classification, and for no regression', () => {
  expect(runJson(recordOf({ id: 'abcde', classes: 3 }), '/w')['test']).toMatchObject({ top5: 1 })
  const scored = { ...recordOf({ id: 'abcde', classes: 114 }), test: { loss: 2, top5: 0.6 } }
  expect(runJson(scored, '/w')['test']).toEqual({ loss: 2, top5: 0.6 })
  expect(runJson(recordOf({ id: 'abcde', classes: 0 }), '/w')['test']).not.toHaveProperty('top5')
  expect(runJson({ ...recordOf({ id: 'abcde', classes: 3 }), test: null }, '/w')['test']).toBeNull()
})
