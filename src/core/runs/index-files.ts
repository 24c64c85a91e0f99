import * as fs from 'node:fs'
import { indexFilesOver } from '@shared/run/index/index-files'

export const indexFiles = indexFilesOver(fs, String(process.pid))
