import { runReader } from '@shared/run/index/read-run'
import { indexFiles } from './index-files'
import { readRunLock } from './run-lock-file'

/** Reads runs from their folders, for a list of runs. */
export const reader = runReader(indexFiles, readRunLock)
