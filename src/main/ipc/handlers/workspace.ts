import type { AppSnapshot } from '@shared/ipc/requests/app'
import type { WorkspaceHost } from '../../workspace/workspace-host'
import type { RequestHandlers } from '../answer'

export interface WorkspaceHandlerOptions {
  readonly host: WorkspaceHost
  readonly pick: () => Promise<string | null>
  readonly open: (dir: string) => Promise<void>
  readonly snapshot: () => AppSnapshot
}

export function workspaceHandlers({ host, pick, open, snapshot }: WorkspaceHandlerOptions): Pick<RequestHandlers, 'workspace:choose' | 'workspace:change'> {
  return {
    'workspace:choose': async () => {
      const dir = await pick()
      if (dir === null) return null
      await open(dir)
      return snapshot()
    },
    'workspace:change': async ({ parallelRuns }) => {
      await host.current().workspace.setParallelRuns(parallelRuns)
      return snapshot()
    },
  }
}
