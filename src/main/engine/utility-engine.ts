import { utilityProcess } from 'electron'
import type { UtilityProcess } from 'electron'
import type { EngineRole } from '@shared/engine/roles'
import type { EngineChild, EngineExit, StartEngine } from '@core/engine-process/engine-child'
import { OutputTail } from '@core/engine-process/output-tail'
import { engineEntry } from './engine-entry'
import { utilityExit } from './utility-exit'
import { yieldToWindow } from './yield-to-window'

export interface UtilityEngineOptions {
  /** Folder of main's own built entry. */
  readonly outDir: string
  /** Each line an engine writes to stdout or stderr. */
  readonly onOutput: (role: EngineRole, line: string) => void
}

/** Starts engine processes as utility processes of Electron: the same messages as over Node's fork, structured clones included. */
export function utilityEngine({ outDir, onOutput }: UtilityEngineOptions): StartEngine {
  return (role) => {
    const child = utilityProcess.fork(engineEntry(outDir, role), [], { serviceName: `crossfade-${role}`, stdio: 'pipe' })
    const tail = new OutputTail((line) => onOutput(role, line))
    child.stdout?.on('data', (chunk: Buffer) => tail.add(chunk))
    child.stderr?.on('data', (chunk: Buffer) => tail.add(chunk))
    child.once('spawn', () => yieldToWindow(role, child.pid))
    let exit: EngineExit | null = null
    child.once('exit', (code) => {
      exit = utilityExit(code)
    })
    const engine: EngineChild = {
      get pid() {
        return child.pid
      },
      send: (message) => {
        if (exit === null) child.postMessage(message)
      },
      onMessage: (listener) => child.on('message', listener),
      onExit: (listener) => {
        if (exit === null) child.once('exit', (code) => listener(utilityExit(code)))
        else listener(exit)
      },
      kill: () => {
        if (exit === null) killNow(child)
      },
      outputTail: () => tail.text,
    }
    return engine
  }
}

/** `UtilityProcess.kill` asks with SIGTERM; a library stuck in native code needs the signal that nobody can hold back. */
function killNow(child: UtilityProcess): void {
  if (child.pid === undefined || process.platform === 'win32') {
    child.kill()
    return
  }
  try {
    process.kill(child.pid, 'SIGKILL')
  } catch {
    // It went in the meantime; its exit is on the way.
  }
}
