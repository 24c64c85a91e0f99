import type { QueueView } from '@shared/ipc/requests/runs'
import type { RequestHandlers } from '../answer'
import type { WorkspaceHost } from '../../workspace/workspace-host'

type Domain = Extract<keyof RequestHandlers, `queue:${string}`>

export function queueHandlers(host: WorkspaceHost): Pick<RequestHandlers, Domain> {
  const view = async (): Promise<QueueView> => {
    const { queue, workspace } = host.current()
    const [{ paused, runs }, working] = [await queue.get(), await queue.working()]
    return { paused, runs, working, atOnce: workspace.parallelRuns }
  }
  const after = async (change: () => Promise<unknown>): Promise<QueueView> => {
    await change()
    return view()
  }
  return {
    'queue:get': () => (host.workspace() === null ? { paused: false, runs: [], working: [], atOnce: 1 } : view()),
    'queue:pause': () => after(() => host.current().queue.pause()),
    'queue:resume': () => after(() => host.current().queue.resume()),
    'queue:move': ({ id, place }) => after(() => host.current().queue.move(id, place)),
    'queue:cancel': ({ id }) => after(() => host.current().queue.cancel(id)),
  }
}
