// @ts-check
import Module from 'node:module'
import { join } from 'node:path'
import { ensureBuilt, output } from './build.mjs'
import { setUp } from './setup/ready.mjs'
import { say } from './setup/report.mjs'

/**
 * Runs the built command line in this very process, as if Node had been started with it: arguments, standard streams, signals and the
 * exit code are then exactly its own, and Ctrl-C reaches it once.
 * @param {readonly string[]} args
 * @returns {Promise<undefined>} the command sets its own exit code, now or later
 */
export async function runCommandLine(args) {
  const failures = await setUp(['tensorflow'])
  // Some verbs do without TensorFlow; those that need it fail with their own message.
  for (const failure of failures.values()) say(failure.message)
  await ensureBuilt()
  const file = join(output, 'main', 'cli.js')
  process.argv = [process.execPath, file, ...args]
  Module.runMain()
  return undefined
}
