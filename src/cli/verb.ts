import type { EngineRole } from '@shared/engine/roles'
import type { FlagSpec } from './flags'
import type { Session } from './session'

/** A verb of the command line: declared once, explained by --help from the same declaration. */
export interface Verb {
  readonly name: string
  /** What stands after the verb, such as "RUN". */
  readonly args: string
  readonly summary: string
  readonly least: number
  /** How many words may follow the verb. */
  readonly most: number
  readonly flags: readonly FlagSpec[]
  readonly examples?: readonly string[]
  /** The engine that it asks first and always: started while the services are loaded. */
  readonly engine?: EngineRole
  /** Answers the exit code. */
  readonly run: (session: Session) => Promise<number>
}

export const workspaceFlag: FlagSpec = { name: 'workspace', kind: 'text', value: 'DIR', help: 'the workspace folder (default: the one last used, else ~/Crossfade)' }
export const jsonFlag: FlagSpec = { name: 'json', kind: 'switch', help: 'print exactly one JSON document to stdout' }
export const helpFlag: FlagSpec = { name: 'help', kind: 'switch', help: 'print this' }
