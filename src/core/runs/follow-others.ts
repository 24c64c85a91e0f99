import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { EngineProcess } from '../engine-process/engine-process'
import type { Workspace } from '../workspace/workspace'
import type { RunDesk } from './run-desk'

/** A run that another program makes shows within a second. */
const everyMs = 700

/** Tells the listeners of the desk what other programs do to the runs of the workspace. The answer ends it. */
export function followOthers(workspace: Workspace, desk: RunDesk, analysisEngine: () => EngineProcess<AnalysisMethods>, log: (line: string) => void): () => void {
  let timer: NodeJS.Timeout | null = null
  let ended = false
  const look = async () => {
    if (desk.heard) {
      const except = desk.active().map((record) => record.id)
      const { changed, removed, epochs } = await analysisEngine().request('changedRuns', {
        runsDir: workspace.runsDir,
        indexFile: workspace.indexFile,
        except,
      })
      for (const entry of changed) desk.publish({ kind: 'changed', entry })
      for (const id of removed) desk.publish({ kind: 'removed', id })
      for (const { id, metrics } of epochs) desk.publish({ kind: 'epochs', id, metrics })
    }
  }
  const again = () => {
    if (ended) return
    timer = setTimeout(() => {
      look()
        .catch((thrown: unknown) => log(`looking for changes of others: ${String(thrown)}`))
        .finally(again)
    }, everyMs)
  }
  again()
  return () => {
    ended = true
    if (timer !== null) clearTimeout(timer)
  }
}
