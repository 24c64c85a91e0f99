import type { RequestHandlers } from '../answer'
import type { WorkspaceHost } from '../../workspace/workspace-host'

type Domain = Extract<keyof RequestHandlers, `storage:${string}`>

/** How many of the largest runs the window names. */
const largest = 12

export function storageHandlers(host: WorkspaceHost): Pick<RequestHandlers, Domain> {
  const core = () => host.current()
  return {
    'storage:use': () => core().storage.use(largest),
    'storage:prune': ({ rules, dryRun }) => core().storage.prune(rules, dryRun),
    'storage:empty-bin': ({ forGood }) => core().storage.emptyBin(forGood),
    'storage:keep-data': async ({ keep }) => {
      const { workspace } = core()
      if (keep !== null) await workspace.setKeepData(keep)
      return { keepData: workspace.keepData }
    },
    'storage:keep-copy': ({ id }) => core().datasets.keepCopy(id),
  }
}
