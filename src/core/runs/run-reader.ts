import type { RunEntry } from '@shared/engine/analysis-methods'
import { runReader } from '@shared/run/index/read-run'
import { indexFiles } from './index-files'
import { readRunLock } from './run-lock-file'

/** Reads runs from their folders, for a list of runs. */
export const reader = runReader(indexFiles, readRunLock)

/** A run as a list shows it, from its folder. */
export function entryAt(id: string, dir: string): RunEntry {
  const read = reader.readRun(dir)
  return read.kind === 'unreadable' ? { kind: 'unreadable', id, dir, reason: read.reason } : reader.entryOf(dir, read.line)
}
