import { constants, setPriority } from 'node:os'
import type { EngineRole } from '@shared/engine/roles'

/** Roles that keep every core busy for as long as they are let. */
const busy: ReadonlySet<EngineRole> = new Set(['trainer'])

/**
 * Lets the window go before training where both want a core: with four trainings on two cores its frames take 20 ms instead of 100. On an
 * idle machine training is as quick as ever. To be called before the process starts threads, which inherit the priority on Linux.
 */
export function yieldToWindow(role: EngineRole, pid: number | undefined): void {
  if (pid === undefined || !busy.has(role)) return
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It is gone already, or the system does not allow it: then it trains at the priority it has.
  }
}
