// @ts-check
import { writeFileSync } from 'node:fs'

/**
 * Vitest reporter that writes counts, failures and the reasons of skipped tests to the file named in CROSSFADE_TEST_REPORT.
 * Vitest's own JSON report leaves the reasons out.
 */
export default class CountsReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly import('vitest').SerializedError[]} errors
   */
  onTestRunEnd(modules, errors) {
    let passed = 0
    /** @type {string[]} */
    const failed = errors.map((error) => `Outside of any test: ${error.stack ?? error.message}`)
    /** @type {{ title: string, reason: string }[]} */
    const skipped = []
    for (const module of modules) {
      const file = module.relativeModuleId
      for (const error of module.errors()) failed.push(`${file}: ${error.stack ?? error.message}`)
      for (const suite of module.children.allSuites()) {
        for (const error of suite.errors()) failed.push(`${file} > ${suite.fullName}: ${error.stack ?? error.message}`)
      }
      for (const test of module.children.allTests()) {
        const result = test.result()
        const title = `${file} > ${test.fullName}`
        if (result.state === 'passed') passed++
        else if (result.state === 'failed') failed.push(`${title}\n${result.errors.map(describe).join('\n')}`)
        else skipped.push({ title, reason: (result.state === 'skipped' && result.note) || 'no reason given' })
      }
    }
    const file = process.env['CROSSFADE_TEST_REPORT']
    if (file) writeFileSync(file, JSON.stringify({ passed, failed, skipped }))
  }
}

/** @param {{ message: string, stack?: string, diff?: string }} error */
function describe(error) {
  const stack = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line) && !line.includes('node_modules')).slice(0, 5)
  return [error.message, error.diff, ...stack].filter(Boolean).join('\n')
}
