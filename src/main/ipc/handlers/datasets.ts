import type { Recipe } from '@shared/recipe/recipe'
import type { RequestHandlers } from '../answer'
import type { WindowMessages } from '../window-messages'
import { withKnownTestFile } from '../../datasets/known-test-file'
import type { DatasetOpener } from '../../datasets/open-dataset'
import type { OngoingWork } from '../../datasets/ongoing-work'
import type { WorkspaceHost } from '../../workspace/workspace-host'

type Domain = Extract<keyof RequestHandlers, `datasets:${string}`>

export interface DatasetHandlerOptions {
  readonly host: WorkspaceHost
  readonly opener: DatasetOpener
  readonly messages: WindowMessages
  readonly ongoing: OngoingWork
  readonly pick: () => Promise<string | null>
  /** Asks where a file is to be written; null when the person cancels. */
  readonly pickTarget: (name: string) => Promise<string | null>
}

export function datasetHandlers({ host, opener, messages, ongoing, pick, pickTarget }: DatasetHandlerOptions): Pick<RequestHandlers, Domain> {
  const datasets = () => host.current().datasets
  const checked = (recipe: Recipe) => withKnownTestFile(recipe, host.current())
  return {
    'datasets:open-dialog': async () => {
      const path = await pick()
      return path === null ? null : ongoing.only('open', (signal) => opener.open(path, signal))
    },
    'datasets:open-dropped': ({ path }) => ongoing.only('open', (signal) => opener.open(path, signal)),
    'datasets:open-sample': ({ sample }) => ongoing.only('open', (signal) => opener.openSample(sample, signal)),
    'datasets:reread': ({ id, reading }) =>
      ongoing.only('open', (signal) =>
        datasets().reread(id, reading, { signal, onProgress: ({ doing, share }) => messages.tell('datasets:progress', { doing, share }) }),
      ),
    // Without a workspace there is nothing to list, and the window says so by itself.
    'datasets:list': () => (host.workspace() === null ? [] : datasets().list()),
    'datasets:get': ({ id }) => datasets().get(id),
    'datasets:file-state': ({ id }) => datasets().fileState(id),
    'datasets:page': async ({ id, recipe, ...query }) => datasets().page(id, recipe === undefined ? query : { ...query, recipe: await checked(recipe) }),
    'datasets:rejected-lines': ({ id, offset, limit }) => datasets().rejectedLines(id, offset, limit),
    'datasets:pick-test-file': async () => {
      const path = await pick()
      return path === null ? null : { path, record: await ongoing.only('open', (signal) => opener.open(path, signal)) }
    },
    'datasets:audit': ({ id, recipe }) =>
      ongoing.only('audit', async (signal) =>
        datasets().audit(id, await checked(recipe), { signal, onProgress: ({ doing, share }) => messages.tell('datasets:audit-progress', { id, doing, share }) }),
      ),
    'datasets:plan': ({ id, recipe }) => ongoing.only('plan', async (signal) => datasets().plan(id, await checked(recipe), { signal })),
    'datasets:explore': ({ id, recipe }) => ongoing.only('explore', async (signal) => datasets().explore(id, await checked(recipe), { signal })),
    'datasets:column-by-target': async ({ id, recipe, column }) => datasets().columnByTarget(id, await checked(recipe), column),
    'datasets:cancel': ({ work }) => {
      ongoing.cancel(work)
      return null
    },
    'datasets:evidence': async ({ id, ...query }) => datasets().evidence(id, { ...query, recipe: await checked(query.recipe) }),
    'datasets:preview': ({ id, reading, rows }) => datasets().preview(id, reading, rows),
    'datasets:type-losses': ({ id, column }) => datasets().typeLosses(id, column),
    'datasets:export-rejected': async ({ id }) => {
      const record = await datasets().get(id)
      const path = await pickTarget(`${record.name}-rejected-lines.csv`)
      if (path !== null) await datasets().exportRejected(id, path)
      return path
    },
  }
}
