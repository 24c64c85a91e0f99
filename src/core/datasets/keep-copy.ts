import { copyFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatasetRecord } from '@shared/dataset/dataset-record'
import type { DataMethods } from '@shared/engine/data-methods'
import type { EngineProcess } from '../engine-process/engine-process'
import { writeError } from '../files/file-error'
import { fileSha256 } from './file-hash'
import { requireWritable } from '../workspace/workspace'
import type { Workspace } from '../workspace/workspace'

export interface KeepCopyOptions {
  readonly workspace: Workspace
  readonly dataEngine: () => EngineProcess<DataMethods>
  readonly locate: (id: string) => Promise<{ readonly record: DatasetRecord; readonly path: string }>
  readonly get: (id: string) => Promise<DatasetRecord>
  readonly save: (record: DatasetRecord) => Promise<void>
}

/**
 * Puts a Parquet copy of a table into the workspace, so that a workspace that is moved carries its data; a table that is Parquet itself is copied
 * as it is. Does nothing where there is one already. Throws `file-not-found`, `disk-full`, `workspace-unavailable`, `not-available`.
 */
export async function keepCopy(id: string, { workspace, dataEngine, locate, get, save }: KeepCopyOptions): Promise<DatasetRecord> {
  requireWritable(workspace)
  const before = await get(id)
  const out = join(workspace.datasetsDir, `${id}.parquet`)
  if (before.copy !== undefined && (await isThatCopy(out, before.copy))) return before
  const { record, path } = await locate(id)
  const made = record.reading.format === 'parquet' ? await asItIs(path, out, record) : await dataEngine().request('copyTable', { path, reading: record.reading, tmp: workspace.tmpDir, out })
  const after: DatasetRecord = { ...(await get(id)), copy: { path: workspace.relativePath(out), sha256: made.sha256, bytes: made.bytes } }
  await save(after)
  return after
}

/** Size and time of the copies that were found to be whole, by their place: each is read through once. */
const proven = new Map<string, string>()

/** Whether the file at `path` is the copy on record, to the byte. A copy that was changed or broken under its name is none. */
export async function isThatCopy(path: string, { bytes, sha256 }: { readonly bytes: number; readonly sha256: string }): Promise<boolean> {
  const facts = await stat(path).catch(() => null)
  if (facts === null || facts.size !== bytes) return false
  const stamp = `${sha256} ${facts.ino} ${facts.mtimeMs} ${facts.ctimeMs}`
  if (proven.get(path) === stamp) return true
  if ((await fileSha256(path).catch(() => null)) !== sha256) return false
  proven.set(path, stamp)
  return true
}

async function asItIs(path: string, out: string, { sha256, bytes }: DatasetRecord): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const draft = `${out}.${process.pid}.tmp`
  try {
    await copyFile(path, draft)
    await rename(draft, out)
    return { sha256, bytes }
  } catch (thrown) {
    throw writeError(thrown, out)
  } finally {
    await rm(draft, { force: true })
  }
}
