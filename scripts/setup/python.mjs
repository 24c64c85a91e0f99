// @ts-check
import { spawn, spawnSync } from 'node:child_process'
import { SetupFailure } from './report.mjs'

/** @type {{ command: string, version: string, pip: string } | undefined} */
let found

/**
 * The Python that has pip: `CROSSFADE_PYTHON`, else `python3`, `python`, or the system's own.
 * @returns {{ command: string, version: string, pip: string } | undefined}
 */
export function findPython() {
  if (found) return found
  const named = process.env['CROSSFADE_PYTHON']
  for (const command of named ? [named] : ['python3', 'python', '/usr/bin/python3']) {
    const probe = spawnSync(
      command,
      ['-c', 'import json,sys,pip;print(json.dumps({"version":sys.version.split()[0],"pip":pip.__version__}))'],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    )
    if (probe.status !== 0) continue
    const answer = JSON.parse(probe.stdout)
    // The scripts here are Python 3; "python" may still be a Python 2.
    if (!answer.version.startsWith('3.')) continue
    found = { command, version: answer.version, pip: answer.pip }
    return found
  }
  return undefined
}

/**
 * @param {string} why what needs it
 * @returns {string} the command
 * @throws {SetupFailure} when there is no Python 3 with pip
 */
export function requirePython(why) {
  const python = findPython()
  if (python) return python.command
  throw new SetupFailure({
    what: 'Python 3 with pip was not found',
    why,
    todo: 'Install it (Debian and Ubuntu: apt-get install python3-pip) or name one in CROSSFADE_PYTHON, then run the command again',
  })
}

/**
 * Runs a command and gives each line of its stdout to `onLine`; its stderr is collected.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ onLine?: (line: string) => void, cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ code: number | null, stderr: string }>}
 */
export function runLines(command, args, { onLine, cwd, env } = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd, env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] })
    let pending = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      const lines = (pending + text).split('\n')
      pending = lines.pop() ?? ''
      for (const line of lines) onLine?.(line)
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr = (stderr + text).slice(-20_000)
    })
    child.on('error', (error) => done({ code: null, stderr: error.message }))
    child.on('close', (code) => {
      if (pending) onLine?.(pending)
      done({ code, stderr })
    })
  })
}
