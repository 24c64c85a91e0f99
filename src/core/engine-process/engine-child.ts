import type { EngineRole } from '@shared/engine/roles'

/** How a child process ended. Electron's utility process tells no signal. */
export interface EngineExit {
  readonly code: number | null
  readonly signal: string | null
}

/** A started engine process, as little of it as both Node's fork and Electron's utility process have. */
export interface EngineChild {
  /** Undefined until the system has started it. */
  readonly pid: number | undefined
  /** Does nothing once the process is gone. */
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, also when the process could not be started at all. */
  onExit(listener: (exit: EngineExit) => void): void
  /** At once, without asking. */
  kill(): void
  /** The end of what it wrote to stdout and stderr: the only witness of a native crash. */
  outputTail(): string
}

/** Starts the process of a role: fork under Node, utilityProcess under Electron. Handed to core by main and cli. */
export type StartEngine = (role: EngineRole) => EngineChild
