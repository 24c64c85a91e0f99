import { expect, it } from 'vitest'
import { playwrightOutcome } from './test-playwright.mjs'

it('counts passed, failed and skipped window tests with their reasons, and names what passed only when repeated', () => {
  const test = (status, more = {}) => ({ status, annotations: [], results: [], ...more })
  const outcome = playwrightOutcome({
    errors: [],
    suites: [
      {
        title: 'train.spec.ts',
        specs: [
          { title: 'opens', tests: [test('expected')] },
          { title: 'waits', tests: [test('flaky', { results: [{ errors: [{ message: 'no window yet' }] }, { errors: [] }] })] },
          { title: 'breaks', tests: [test('unexpected', { results: [{ errors: [{ message: '\u001b[31mno chart\u001b[39m' }] }] })] },
        ],
        suites: [{ title: 'songs', specs: [{ title: 'trains', tests: [test('skipped', { annotations: [{ type: 'skip', description: 'CROSSFADE_SONGS is not set' }] })] }] }],
      },
    ],
  })
  expect(outcome).toEqual({
    passed: 2,
    failed: ['train.spec.ts > breaks\nno chart'],
    repeated: ['train.spec.ts > waits\nno window yet'],
    skipped: [{ title: 'train.spec.ts > songs > trains', reason: 'CROSSFADE_SONGS is not set' }],
  })
})

it('counts an error outside of any test as a failure', () => {
  expect(playwrightOutcome({ errors: [{ message: 'config is broken' }] }).failed).toEqual(['Outside of any test: config is broken'])
})
