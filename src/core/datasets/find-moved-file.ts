import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import type { DatasetRecord } from '@shared/dataset/dataset-record'
import type { Workspace } from '../workspace/workspace'
import { fileSha256 } from './file-hash'

/**
 * Where the file of a dataset lies now: at its recorded place while it is unchanged there, else anywhere in the workspace's
 * folder or beside it with the same size and sha256. null: nowhere.
 */
export async function findDatasetFile(record: DatasetRecord, workspace: Workspace): Promise<string | null> {
  const recorded = workspace.absolutePath(record.path)
  if (await isThatFile(recorded, record, true)) return recorded
  const parent = dirname(workspace.dir)
  const folders = [workspace.dir, join(workspace.dir, 'data'), parent, join(parent, 'data'), dirname(recorded)]
  const seen = new Set<string>()
  for (const sameName of [true, false]) {
    for (const folder of folders) {
      for (const name of await filesOf(folder)) {
        const path = join(folder, name)
        const named = name === basename(recorded)
        if (named !== sameName || seen.has(path) || extname(name) !== extname(recorded)) continue
        seen.add(path)
        if (await isThatFile(path, record, false)) return path
      }
    }
  }
  return null
}

/** Size first; an unchanged time at the recorded place is believed, anything else is hashed. */
async function isThatFile(path: string, record: DatasetRecord, believeTime: boolean): Promise<boolean> {
  const facts = await stat(path).catch(() => null)
  if (facts === null || !facts.isFile() || facts.size !== record.bytes) return false
  if (believeTime && facts.mtime.toISOString() === record.modified) return true
  return (await fileSha256(path).catch(() => null)) === record.sha256
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}
