// @ts-check
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stopSignal } from './child-group.mjs'
import { SetupFailure, formatSeconds, say } from './setup/report.mjs'
import { setUp } from './setup/ready.mjs'
import { engineOnNewerNode, lint, suite, types, windows } from './test-stages.mjs'

/**
 * @typedef {{ title: string, reason: string }} Skipped
 * @typedef {{ passed: number, failed: readonly string[], skipped: readonly Skipped[], repeated?: readonly string[] }} Outcome `failed` has one text for each
 * failure, `repeated` one for each test that failed first and passed when repeated
 * @typedef {{ name: string, run: (folder: string) => Promise<Outcome> }} Stage
 */

/** Everything: `npm test`. @returns {Promise<number>} the exit code */
export async function testAll() {
  const failures = await setUp(['tensorflow', 'debian', 'electron'])
  const native = failures.get('tensorflow')
  const electron = failures.get('electron') ?? failures.get('debian')
  return runStages([
    [lint, types],
    suite('unit', { project: 'unit' }),
    needing(native, suite('engine', { project: 'engine', built: true })),
    needing(native, engineOnNewerNode({ all: false })),
    needing(native ?? electron, windows({ deep: false })),
  ])
}

/** The quick part: `npm run check`. @returns {Promise<number>} */
export async function testQuick() {
  await setUp([])
  return runStages([[lint, types], suite('unit', { project: 'unit' })])
}

/** The long ones: `npm run test:deep`. @returns {Promise<number>} */
export async function testDeep() {
  const failures = await setUp(['tensorflow', 'debian', 'electron'])
  const native = failures.get('tensorflow')
  const electron = failures.get('electron') ?? failures.get('debian')
  return runStages([
    needing(native, suite('deep', { project: 'deep', built: true })),
    needing(native, engineOnNewerNode({ all: true })),
    needing(native ?? electron, windows({ deep: true })),
  ])
}

/**
 * A stage whose set-up failed counts as one failure with the reason; the others still run.
 * @param {SetupFailure | undefined} failure
 * @param {Stage} stage
 * @returns {Stage}
 */
function needing(failure, stage) {
  if (!failure) return stage
  return { name: stage.name, run: async () => ({ passed: 0, failed: [failure.message], skipped: [] }) }
}

/**
 * Runs each stage, whatever became of the ones before it. The last line of stdout is the sum.
 * @param {readonly (Stage | readonly Stage[])[]} order a list inside it runs at once: its stages use one core each
 * @returns {Promise<number>} 1 when anything failed
 */
async function runStages(order) {
  const folder = mkdtempSync(join(tmpdir(), 'crossfade-test-'))
  const width = Math.max(...order.flat().map((stage) => stage.name.length))
  const sum = { passed: 0, failed: 0 }
  /** @type {string[]} */
  const skippedLines = []
  const report = (/** @type {Stage} */ { name }, /** @type {Outcome} */ { passed, failed, skipped, repeated = [] }, /** @type {number} */ ms) => {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
    sum.passed += passed
    sum.failed += failed.length
    for (const { title, reason } of skipped) skippedLines.push(`  ${name}: ${title} - ${reason}`)
    print(`${name.padEnd(width)}  ${passed} passed, ${failed.length} failed, ${skipped.length} skipped (${formatSeconds(ms / 1000)})`)
    for (const text of failed) print(indent(text))
    for (const text of repeated) print(indent(`Passed only when repeated: ${text}`))
  }
  const began = Date.now()
  try {
    for (const stages of order) {
      if (stopSignal()) break
      if (process.stderr.isTTY) process.stderr.write(`  ${[stages].flat().map((stage) => stage.name).join(', ')} …`)
      await Promise.all(
        [stages].flat().map(async (stage) => {
          const started = Date.now()
          report(stage, await outcomeOf(stage, folder), Date.now() - started)
        }),
      )
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  if (skippedLines.length > 0) print(`Skipped:\n${skippedLines.join('\n')}`)
  print(`${stopSignal() ? 'Interrupted after' : 'All stages took'} ${formatSeconds((Date.now() - began) / 1000)}.`)
  print(`${sum.passed} passed, ${sum.failed} failed, ${skippedLines.length} skipped`)
  if (stopSignal()) return 130
  return sum.failed > 0 ? 1 : 0
}

/**
 * @param {Stage} stage
 * @param {string} folder
 * @returns {Promise<Outcome>}
 */
async function outcomeOf(stage, folder) {
  try {
    return await stage.run(folder)
  } catch (error) {
    if (!(error instanceof SetupFailure)) say(error instanceof Error ? (error.stack ?? error.message) : String(error))
    return { passed: 0, failed: [error instanceof Error ? error.message : String(error)], skipped: [] }
  }
}

/** @param {string} line */
function print(line) {
  process.stdout.write(`${line}\n`)
}

/** @param {string} text */
function indent(text) {
  return text.trimEnd().split('\n').map((line) => `    ${line}`).join('\n')
}
