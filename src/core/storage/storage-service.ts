import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import { runId } from '@shared/run/run-record'
import { studyId } from '@shared/study/study'
import type { Pruned, PruneRule, StorageUse } from '@shared/workspace/storage'
import type { EngineProcess } from '../engine-process/engine-process'
import { writeError } from '../files/file-error'
import { sweepTmp } from '../workspace/sweep-tmp'
import { requireWritable } from '../workspace/workspace'
import type { Workspace } from '../workspace/workspace'

/** Moves a folder to the trash of the system. False: there is none here. */
export type MoveToTrash = (path: string) => Promise<boolean>

export interface EmptiedBin {
  /** In the trash of the system. */
  readonly trashed: number
  /** Gone for good. */
  readonly removed: number
  /** Still in the bin: there is no trash of the system, and it was not said that they may go for good. */
  readonly left: number
}

export interface StorageService {
  /** `largest`: how many of the largest runs are named. */
  use(largest?: number): Promise<StorageUse>
  prune(rules: readonly PruneRule[], dryRun: boolean): Promise<Pruned>
  /** `forGood`: what cannot go to the trash of the system is removed. Throws `workspace-unavailable`. */
  emptyBin(forGood: boolean): Promise<EmptiedBin>
}

export interface StorageServiceOptions {
  readonly workspace: Workspace
  readonly analysisEngine: () => EngineProcess<AnalysisMethods>
  readonly moveToTrash: MoveToTrash
}

/** What takes room in the workspace, and how to make room. The files are looked at by the analysis engine: there may be many. */
export function createStorageService({ workspace, analysisEngine, moveToTrash }: StorageServiceOptions): StorageService {
  return {
    use: (largest = 20) => analysisEngine().request('storageUse', { dir: workspace.dir, largest }),
    async prune(rules, dryRun) {
      if (!dryRun) {
        requireWritable(workspace)
        await sweepTmp(workspace.tmpDir)
      }
      return analysisEngine().request('pruneStorage', { dir: workspace.dir, rules: [...rules], dryRun })
    },
    async emptyBin(forGood) {
      requireWritable(workspace)
      // A run of another program is one file.
      const ids = (await readdir(workspace.binDir).catch(() => [])).filter((name) => runId.safeParse(name.replace(/^(i-.*)\.json$/, '$1')).success || studyId.safeParse(name).success)
      let [trashed, removed] = [0, 0]
      for (const id of ids) {
        const path = join(workspace.binDir, id)
        if (await moveToTrash(path)) trashed += 1
        else if (forGood) {
          await rm(path, { recursive: true, force: true }).catch((thrown: unknown) => {
            throw writeError(thrown, path)
          })
          removed += 1
        }
      }
      return { trashed, removed, left: ids.length - trashed - removed }
    },
  }
}
