import type { RequestHandlers } from '../answer'
import type { DatasetOpener } from '../../datasets/open-dataset'
import type { WorkspaceHost } from '../../workspace/workspace-host'

type Domain = 'datasets:open-dialog' | 'datasets:open-dropped' | 'datasets:open-sample' | 'datasets:list' | 'datasets:get' | 'datasets:page'

export interface DatasetHandlerOptions {
  readonly host: WorkspaceHost
  readonly opener: DatasetOpener
  readonly pick: () => Promise<string | null>
}

export function datasetHandlers({ host, opener, pick }: DatasetHandlerOptions): Pick<RequestHandlers, Domain> {
  return {
    'datasets:open-dialog': async () => {
      const path = await pick()
      return path === null ? null : opener.open(path)
    },
    'datasets:open-dropped': ({ path }) => opener.open(path),
    'datasets:open-sample': ({ sample }) => opener.openSample(sample),
    // Without a workspace there is nothing to list, and the window says so by itself.
    'datasets:list': () => (host.workspace() === null ? [] : host.current().datasets.list()),
    'datasets:get': ({ id }) => host.current().datasets.get(id),
    'datasets:page': ({ id, ...query }) => host.current().datasets.page(id, query),
  }
}
