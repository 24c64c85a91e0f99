import type { AppSnapshot } from '@shared/ipc/contract'
import type { RequestHandlers } from '../answer'

export interface WorkspaceHandlerOptions {
  readonly pick: () => Promise<string | null>
  readonly open: (dir: string) => Promise<void>
  readonly snapshot: () => AppSnapshot
}

export function workspaceHandlers({ pick, open, snapshot }: WorkspaceHandlerOptions): Pick<RequestHandlers, 'workspace:choose'> {
  return {
    'workspace:choose': async () => {
      const dir = await pick()
      if (dir === null) return null
      await open(dir)
      return snapshot()
    },
  }
}
