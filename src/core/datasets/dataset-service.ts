import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { datasetRecord } from '@shared/dataset/dataset-record'
import type { DatasetRecord } from '@shared/dataset/dataset-record'
import type { ReadingOptions } from '@shared/dataset/reading-options'
import type { DataMethods, DataProgress } from '@shared/engine/data-methods'
import { CrossfadeError } from '@shared/errors'
import type { VersionedFormat } from '@shared/files/versioned'
import type { DatasetService, FileState } from './dataset-verbs'
import type { EngineProcess } from '../engine-process/engine-process'
import { systemCode } from '../files/file-error'
import { readJson } from '../files/read-json'
import { writeJson } from '../files/write-atomic'
import type { Workspace } from '../workspace/workspace'
import { askTables } from './ask-tables'
import { findDatasetFile } from './find-moved-file'
import { isThatCopy, keepCopy } from './keep-copy'

const format: VersionedFormat<typeof datasetRecord> = { schema: datasetRecord, current: 1, upgrades: {} }

export interface DatasetServiceOptions {
  readonly workspace: Workspace
  /** The data engine, started when first needed. */
  readonly dataEngine: () => EngineProcess<DataMethods>
  /** The one for work that takes long; it may be the same. */
  readonly workEngine: () => EngineProcess<DataMethods>
  /** What is opened will be looked at cell by cell. */
  readonly shown?: boolean
  readonly log: (line: string) => void
}

/** What RunService needs beside the public list of verbs. */
export interface Datasets extends DatasetService {
  /** The dataset with the place where its file lies now. Throws `file-not-found` when it is nowhere. */
  locate(id: string): Promise<{ readonly record: DatasetRecord; readonly path: string }>
}

export function createDatasetService(options: DatasetServiceOptions): Datasets {
  const { workspace, dataEngine, workEngine, shown = false, log } = options
  /** What was opened in a read-only workspace lives as long as this process. */
  const unsaved = new Map<string, DatasetRecord>()
  const fileOf = (id: string) => join(workspace.datasetsDir, `${id}.json`)

  const save = async (record: DatasetRecord) => {
    if (workspace.readOnly) unsaved.set(record.id, record)
    else await writeJson(fileOf(record.id), record)
  }

  const get = async (id: string): Promise<DatasetRecord> => {
    const record = unsaved.get(id) ?? (await readJson(fileOf(id), format, 'file-unreadable'))
    if (record === null) throw new CrossfadeError('dataset-not-found', `There is no dataset ${id} in ${workspace.dir}. Open its file again.`)
    return record
  }

  const locate = async (id: string) => {
    const record = await get(id)
    const path = await findDatasetFile(record, workspace)
    if (path === null) {
      const copy = await copyOf(record)
      if (copy !== null) return copy
      const recorded = workspace.absolutePath(record.path)
      const there = await stat(recorded).catch(() => null)
      throw there === null
        ? new CrossfadeError('file-not-found', `The file of ${record.name} is no longer at ${recorded}. Open it again from where it lies now.`, { path: recorded })
        : new CrossfadeError('file-changed', `${recorded} has changed since ${record.name} was opened. Open it again to work with the new content.`, { path: recorded })
    }
    if (path === workspace.absolutePath(record.path)) return { record, path }
    log(`dataset ${id}: found again at ${path}`)
    const moved = { ...record, path: workspace.relativePath(path), modified: (await stat(path)).mtime.toISOString() }
    await save(moved)
    return { record: moved, path }
  }

  /** The Parquet copy in the workspace, as the dataset that it is to the engine. */
  const copyOf = async (record: DatasetRecord) => {
    if (record.copy === undefined) return null
    const path = workspace.absolutePath(record.copy.path)
    if (!(await isThatCopy(path, record.copy))) return null
    log(`dataset ${record.id}: its file is nowhere, its copy ${path} is read`)
    return { record: { ...record, sha256: record.copy.sha256, reading: { format: 'parquet' as const } }, path }
  }

  const open = async (path: string, reading: ReadingOptions, onProgress?: (progress: DataProgress) => void, signal?: AbortSignal, looked = shown) => {
    const absolute = resolve(path)
    await refuseNoFile(absolute)
    const opened = await dataEngine().request('open', { path: absolute, reading, tmp: workspace.tmpDir, ...(looked ? { spelled: true } : {}) }, { onEvent: onProgress, signal })
    const name = basename(absolute)
    const record: DatasetRecord = {
      version: 1,
      id: datasetIdOf(opened.sha256, opened.reading),
      name,
      path: workspace.relativePath(absolute),
      sha256: opened.sha256,
      bytes: opened.bytes,
      modified: opened.modified,
      synthetic: /synthetic/i.test(name),
      reading: opened.reading,
      rows: opened.rows,
      rejectedRows: opened.rejectedRows,
      rejected: [...opened.rejected],
      columns: [...opened.columns],
      openedAt: new Date().toISOString(),
    }
    const known = await get(record.id).catch(() => null)
    const kept = known?.copy === undefined ? record : { ...record, copy: known.copy }
    await save(kept)
    return kept
  }

  const fileState = async (id: string): Promise<FileState> => {
    const record = await get(id)
    const found = await findDatasetFile(record, workspace)
    if (found !== null) return { kind: 'unchanged', path: found }
    const path = workspace.absolutePath(record.path)
    return { kind: (await stat(path).catch(() => null)) === null ? 'missing' : 'changed', path }
  }

  return {
    get,
    locate,
    ...askTables({ locate, dataEngine, workEngine, tmpDir: workspace.tmpDir }),
    open,
    fileState,
    keepCopy: (id) => keepCopy(id, { workspace, dataEngine: workEngine, locate, get, save }),

    async reread(id, reading, work = {}) {
      return open((await fileState(id)).path, reading, work.onProgress, work.signal)
    },

    async list() {
      const names = await readdir(workspace.datasetsDir).catch(() => [])
      const records: DatasetRecord[] = [...unsaved.values()]
      for (const name of names) {
        if (!/^d-[0-9a-f]{12}\.json$/.test(name)) continue
        try {
          const record = await readJson(join(workspace.datasetsDir, name), format, 'file-unreadable')
          if (record !== null) records.push(record)
        } catch (thrown) {
          log(String(thrown))
        }
      }
      return records.sort((a, b) => b.openedAt.localeCompare(a.openedAt))
    },
  }
}

/** The same bytes read in the same way are the same dataset, wherever the file lies. */
export function datasetIdOf(sha256: string, reading: ReadingOptions): string {
  const entries = Object.entries(reading).filter(([, value]) => value !== undefined)
  const canonical = JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
  return `d-${createHash('sha256').update(sha256).update(canonical).digest('hex').slice(0, 12)}`
}

async function refuseNoFile(path: string): Promise<void> {
  const facts = await stat(path).catch((thrown: unknown) => {
    const code = systemCode(thrown)
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new CrossfadeError('file-not-found', `${path}: there is no such file. Check the path.`, { path })
    }
    if (code === 'ELOOP') throw new CrossfadeError('file-unreadable', `${path} is a link that leads back to itself. Name the file that it was meant for.`, { path })
    throw new CrossfadeError('file-unreadable', `${path} cannot be read (${code ?? String(thrown)}). Check its permissions.`, { path })
  })
  if (!facts.isDirectory() && !facts.isFile()) throw new CrossfadeError('file-unreadable', `${path} is not an ordinary file but a device or a pipe. Save its content as a file first.`, { path })
  if (facts.isDirectory()) throw new CrossfadeError('file-is-directory', `${path} is a folder. Name a table file in it.`, { path })
  if (facts.size === 0) throw new CrossfadeError('file-empty', `${path} is empty: it has no rows to learn from.`, { path })
}
