// @ts-check

/**
 * @typedef {{ type: string, description?: string }} Annotation
 * @typedef {{ error?: { message?: string }, errors?: { message?: string }[] }} Result
 * @typedef {{ status: 'expected' | 'unexpected' | 'flaky' | 'skipped', annotations: Annotation[], results: Result[] }} Test
 * @typedef {{ title: string, file: string, tests: Test[] }} Spec
 * @typedef {{ title: string, specs?: Spec[], suites?: Suite[] }} Suite
 */

// Colours are of no use in a log.
const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

/**
 * @param {{ suites?: Suite[], errors?: { message?: string }[] }} document Playwright's JSON report
 * @returns {import('./test.mjs').Outcome} a test that passed only when repeated counts as passed, and is named with its first failure
 */
export function playwrightOutcome(document) {
  let passed = 0
  /** @type {string[]} */
  const failed = (document.errors ?? []).map((error) => `Outside of any test: ${plain(error.message)}`)
  /** @type {{ title: string, reason: string }[]} */
  const skipped = []
  /** @type {string[]} */
  const repeated = []
  for (const { path, spec } of (document.suites ?? []).flatMap((suite) => specsOf(suite, []))) {
    const title = [...path, spec.title].join(' > ')
    for (const test of spec.tests) {
      if (test.status === 'skipped') skipped.push({ title, reason: reasonOf(test) })
      else if (test.status === 'unexpected') failed.push(`${title}\n${messageOf(test.results.at(-1))}`)
      else passed++
      if (test.status === 'flaky') repeated.push(`${title}\n${messageOf(test.results[0])}`)
    }
  }
  return { passed, failed, skipped, repeated }
}

/**
 * @param {Suite} suite
 * @param {readonly string[]} path
 * @returns {{ path: readonly string[], spec: Spec }[]}
 */
function specsOf(suite, path) {
  const here = [...path, suite.title]
  return [...(suite.specs ?? []).map((spec) => ({ path: here, spec })), ...(suite.suites ?? []).flatMap((inner) => specsOf(inner, here))]
}

/** @param {Test} test */
function reasonOf(test) {
  const note = test.annotations.find((annotation) => annotation.type === 'skip' || annotation.type === 'fixme')
  return note?.description ?? 'no reason given'
}

/** @param {Result | undefined} result */
function messageOf(result) {
  const errors = result?.errors ?? []
  return errors.map((error) => plain(error.message)).join('\n') || 'no message'
}

/** @param {string | undefined} text */
function plain(text) {
  return (text ?? 'no message').replace(escapes, '')
}
