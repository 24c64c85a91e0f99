import { existsSync } from 'node:fs'
import { NotInIndex, RunList } from '@shared/run/index/run-list'
import { selectRuns } from '@shared/run/select-runs'
import type { Workspace } from '../workspace/workspace'
import { ImportedEntries } from './imported-entries'
import { indexFiles } from './index-files'
import type { ListRuns } from './list-runs'
import type { RunService } from './run-verbs'

/** Lists the runs of a workspace with those of other programs beside them. */
export function createAllRuns(workspace: Workspace, listOwn: ListRuns): RunService['list'] {
  const imported = new ImportedEntries(workspace)
  return async (select, slim = false) => {
    const [own, others] = await Promise.all([listOwn(select, slim), imported.list()])
    if (others.length === 0) return own
    if (select === undefined) return [...own, ...others]
    // Those of the workspace have passed the filter, and may be without the settings that it asks for.
    return selectRuns([...own, ...selectRuns(others, select)], { ...select, filter: '', archived: true })
  }
}

/** The list alone, for a program that needs nothing else of the workspace; null without an index: then an engine makes one, see createListRuns. */
export function listKnownRuns(workspace: Workspace): RunService['list'] | null {
  const { runsDir, indexFile } = workspace
  if (!existsSync(indexFile)) return null
  return createAllRuns(workspace, async (select, slim) => {
    try {
      return new RunList(indexFiles, runsDir, indexFile, null).list(select, undefined, slim)
    } catch (thrown) {
      if (!(thrown instanceof NotInIndex)) throw thrown
      // What checks a run is a third of what a list takes to load.
      const { reader } = await import('./run-reader')
      return new RunList(indexFiles, runsDir, indexFile, reader).list(select, undefined, slim)
    }
  })
}
