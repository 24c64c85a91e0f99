import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { EngineRole } from '@shared/engine/roles'
import type { EngineChild, EngineExit, StartEngine } from './engine-child'
import { OutputTail } from './output-tail'

export interface ForkEngineOptions {
  /** Folder of engine-data.js, engine-trainer.js, engine-analysis.js: `__dirname` of the built entry. */
  readonly entriesDir: string
  /** The node binary; the one that runs this process when absent. */
  readonly execPath?: string
  readonly env?: NodeJS.ProcessEnv
  /** Each line an engine writes to stdout or stderr. */
  readonly onOutput?: (role: EngineRole, line: string) => void
}

/** Starts engine processes under plain Node. */
export function forkEngine(options: ForkEngineOptions): StartEngine {
  return (role) => startFork(role, options)
}

function startFork(role: EngineRole, options: ForkEngineOptions): EngineChild {
  const child = fork(join(options.entriesDir, `engine-${role}.js`), [], {
    serialization: 'advanced',
    silent: true,
    // A session of its own: Ctrl-C reaches the whole group of a terminal, and only the parent decides what it means.
    detached: process.platform !== 'win32',
    // The engine must not inherit a debugger port or the test runner's loader.
    execArgv: [],
    ...(options.execPath === undefined ? {} : { execPath: options.execPath }),
    ...(options.env === undefined ? {} : { env: options.env }),
  })
  const tail = new OutputTail((line) => options.onOutput?.(role, line))
  child.stdout?.on('data', (chunk: Buffer) => tail.add(chunk))
  child.stderr?.on('data', (chunk: Buffer) => tail.add(chunk))

  // What it says before anybody listens is kept for the first who does.
  const said: unknown[] = []
  const keep = (message: unknown) => void said.push(message)
  child.on('message', keep)

  const listeners: ((exit: EngineExit) => void)[] = []
  let exit: EngineExit | null = null
  const ended = (how: EngineExit) => {
    if (exit !== null) return
    exit = how
    for (const listener of listeners) listener(how)
  }
  // 'close' comes after the last output, which may hold the reason of a native crash.
  child.on('close', (code, signal) => ended({ code, signal }))
  child.on('error', (error) => {
    tail.add(Buffer.from(`${error.message}\n`))
    if (child.pid === undefined) ended({ code: null, signal: null })
  })

  return {
    get pid() {
      return child.pid
    },
    send: (message) => {
      // The callback keeps a send to a process that has just died from being thrown as an unhandled error.
      if (child.connected) child.send(message as object, () => undefined)
    },
    onMessage: (listener) => {
      child.off('message', keep)
      child.on('message', listener)
      for (const message of said.splice(0)) listener(message)
    },
    onExit: (listener) => {
      if (exit === null) listeners.push(listener)
      else listener(exit)
    },
    kill: () => child.kill('SIGKILL'),
    outputTail: () => tail.text,
  }
}
