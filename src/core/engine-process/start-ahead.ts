import type { EngineRole } from '@shared/engine/roles'
import type { EngineChild, StartEngine } from './engine-child'

export interface StartedAhead {
  readonly startEngine: StartEngine
  /** Ends the process if nobody has asked for it. */
  readonly end: () => void
}

/**
 * Starts the process of a role before anybody asks: it starts on another core while the services are loaded. Whoever asks first for that role gets
 * it, everyone else one of their own.
 */
export function startAhead(startEngine: StartEngine, role: EngineRole): StartedAhead {
  let waiting: EngineChild | null = startEngine(role)
  const take = (): EngineChild | null => {
    const child = waiting
    waiting = null
    return child
  }
  return {
    startEngine: (wanted) => (wanted === role ? take() : null) ?? startEngine(wanted),
    end: () => take()?.kill(),
  }
}
