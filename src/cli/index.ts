import { exitCodes } from './exit-code'
import { main } from './main'
import { openTerminal } from './terminal'

const terminal = openTerminal(process.stdout, process.stderr)
const controller = new AbortController()
let asked = 0

/** The first signal saves and ends; a second one does not wait. The engine processes end with this one. */
const interrupt = () => {
  asked += 1
  if (asked > 1) process.exit(exitCodes.interrupted)
  controller.abort()
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt)

void main({ args: process.argv.slice(2), terminal, entriesDir: __dirname, interrupted: controller.signal }).then((code) => {
  // Set, not called: what is on its way to a pipe is written out first. It stands already where stdout could not be written to.
  process.exitCode ||= code
})
