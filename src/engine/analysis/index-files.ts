import * as fs from 'node:fs'
import { indexFilesOver } from '@shared/run/index/index-files'
import { runReader } from '@shared/run/index/read-run'
import { readRunLock } from '../channel/run-lock-file'

export const indexFiles = indexFilesOver(fs, String(process.pid))

/** Reads runs from their folders, for a list of runs. */
export const reader = runReader(indexFiles, readRunLock)
