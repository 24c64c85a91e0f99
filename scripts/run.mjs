// @ts-check
// One entry for every command of package.json. It imports Node built-ins only, so that it runs on a fresh clone.
import { spawnSync } from 'node:child_process'
import { join, sep } from 'node:path'
import { endWithNpm } from './child-group.mjs'
import { removeShadowingNode } from './setup/node-modules.mjs'
import { root } from './setup/paths.mjs'
import { setUp } from './setup/ready.mjs'
import { SetupFailure, say } from './setup/report.mjs'

/** @type {Readonly<Record<string, (args: readonly string[]) => Promise<number | undefined>>>} the exit code; undefined where the command sets its own */
const verbs = {
  cli: async (args) => (await import('./command-line.mjs')).runCommandLine(args),
  bench: async (args) => (await import('./bench.mjs')).bench(args),
  start: async (args) => (await import('./start.mjs')).start(args),
  dev: async (args) => (await import('./start.mjs')).develop(args),
  build: async () => {
    stopOnFailure(await setUp([]))
    await (await import('./build.mjs')).ensureBuilt()
    return 0
  },
  test: async () => (await import('./test.mjs')).testAll(),
  check: async () => (await import('./test.mjs')).testQuick(),
  'test-deep': async () => (await import('./test.mjs')).testDeep(),
  screenshots: async (args) => {
    stopOnFailure(await setUp(['electron', 'tensorflow']))
    return (await import('./screenshots.mjs')).takeScreenshots(args)
  },
  doctor: async (args) => (await import('./doctor.mjs')).doctor(args),
  package: async (args) => (await import('./package.mjs')).makePackage(args),
}

/** @param {Map<string, SetupFailure>} failures */
function stopOnFailure(failures) {
  const [first] = failures.values()
  if (first) throw first
}

/** @returns {string | undefined} the Node that started npm, when npm's path led to the one in node_modules instead */
function chosenNode() {
  removeShadowingNode()
  const chosen = process.env['npm_node_execpath']
  return process.execPath.startsWith(join(root, 'node_modules') + sep) && chosen && chosen !== process.execPath ? chosen : undefined
}

/** @param {readonly string[]} argv */
async function main([verb = '', ...args]) {
  const command = verbs[verb]
  if (!command) {
    say(`There is no command "${verb}". Commands: ${Object.keys(verbs).join(', ')}.`)
    return 2
  }
  const node = chosenNode()
  endWithNpm()
  if (node) return spawnSync(node, process.argv.slice(1), { stdio: 'inherit' }).status ?? 1
  try {
    return await command(args)
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error
    say(error.message)
    return 1
  }
}

const code = await main(process.argv.slice(2))
if (code !== undefined) process.exitCode = code
