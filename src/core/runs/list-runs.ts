import { existsSync } from 'node:fs'
import type { AnalysisMethods, RunEntry } from '@shared/engine/analysis-methods'
import { RunList } from '@shared/run/index/run-list'
import type { RunSelection } from '@shared/run/select-runs'
import type { EngineProcess } from '../engine-process/engine-process'
import type { Workspace } from '../workspace/workspace'
import { indexFiles } from './index-files'
import { reader } from './run-reader'

/** The runs on disk. `slim`: whoever asks reads results only, and nothing but their fields: settings may be left empty. */
export type ListRuns = (select: RunSelection | undefined, slim: boolean) => Promise<readonly RunEntry[]>

/**
 * Has the analysis process list the runs, where this one must go on answering. `here`: a program that has nothing else to do reads the
 * index itself, in half the time that it takes to start a process and to be told by it. Without an index there is work for seconds:
 * that is the process's in any case, so that Ctrl-C is heard.
 */
export function createListRuns({ runsDir, indexFile }: Workspace, analysisEngine: () => EngineProcess<AnalysisMethods>, here: boolean): ListRuns {
  return async (select, slim) => {
    if (here && existsSync(indexFile)) return new RunList(indexFiles, runsDir, indexFile, reader).list(select, undefined, slim)
    const found: RunEntry[] = []
    await analysisEngine().request(
      'indexRuns',
      { runsDir, indexFile, ...(select === undefined ? {} : { select }), ...(slim ? { slim } : {}) },
      { onEvent: (entries) => found.push(...entries) },
    )
    return found
  }
}
