import type { RunEntry } from '@shared/engine/analysis-methods'
import { CrossfadeError } from '@shared/errors'
import type { ArgumentOf } from '@shared/ipc/contract'
import { withKnownTestFile } from '../../datasets/known-test-file'
import type { RequestHandlers } from '../answer'
import type { WorkspaceHost } from '../../workspace/workspace-host'

type Domain =
  | 'runs:start'
  | 'runs:list'
  | 'runs:get'
  | 'runs:import'
  | 'runs:stop'
  | 'runs:resume'
  | 'runs:again'
  | 'runs:annotate'
  | 'runs:delete'
  | 'runs:restore'
  | 'runs:show-folder'

/** Runs in one page of the list: some milliseconds of work for the window. */
const pageOfRuns = 150

export interface RunHandlerOptions {
  readonly host: WorkspaceHost
  /** Answers the reason when the folder cannot be shown. */
  readonly openFolder: (dir: string) => Promise<string | null>
  /** Asks for a folder of runs of another program; null when the person cancels. */
  readonly pickRuns: () => Promise<string | null>
}

export function runHandlers({ host, openFolder, pickRuns }: RunHandlerOptions): Pick<RequestHandlers, Domain> {
  const runs = () => host.current().runs
  /** The list as it was when its first page was asked for. */
  let listed: readonly RunEntry[] = []
  return {
    'runs:start': async ({ dataset: id, name, recipe, model, training, baseline }) => {
      const { path, sha256, reading } = await host.current().datasets.get(id)
      return runs().start({ version: 1, name, dataset: { path, sha256, reading }, recipe: await withKnownTestFile(recipe, host.current()), model, training }, id, { name }, { baseline })
    },
    'runs:list': async ({ from }) => {
      if (from === 0) listed = host.workspace() === null ? [] : await runs().list()
      return { entries: JSON.stringify(listed.slice(from, from + pageOfRuns)), total: listed.length }
    },
    'runs:import': async () => {
      const path = await pickRuns()
      if (path === null) return null
      const { from, runs: read } = await host.current().imports.readRuns(path)
      return { from, runs: read.length }
    },
    'runs:get': ({ id }) => runs().get(id),
    'runs:stop': async ({ id, when }) => {
      await runs().stop(id, when)
      return null
    },
    'runs:resume': ({ id, epochs }) => (epochs === undefined ? runs().resume(id) : runs().resume(id, { epochs })),
    'runs:again': ({ id }) => runs().again(id),
    'runs:annotate': ({ id, ...change }) => runs().annotate(id, present(change)),
    'runs:delete': async ({ id }) => {
      await runs().remove(id)
      return null
    },
    'runs:restore': ({ id }) => runs().restore(id),
    'runs:show-folder': async ({ id }) => {
      const { dir } = await runs().get(id)
      const problem = await openFolder(dir)
      if (problem !== null) throw new CrossfadeError('not-available', `The folder ${dir} could not be opened: ${problem}`)
      return null
    },
  }
}

/** A change without the fields that are not in it. */
function present(change: Omit<ArgumentOf<'runs:annotate'>, 'id'>) {
  const { name, tags, notes, archived } = change
  return {
    ...(name === undefined ? {} : { name }),
    ...(tags === undefined ? {} : { tags }),
    ...(notes === undefined ? {} : { notes }),
    ...(archived === undefined ? {} : { archived }),
  }
}
