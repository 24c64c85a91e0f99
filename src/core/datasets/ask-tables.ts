import type { DatasetRecord } from '@shared/dataset/dataset-record'
import type { DataMethods } from '@shared/engine/data-methods'
import type { DatasetService } from './dataset-verbs'
import type { EngineProcess } from '../engine-process/engine-process'

export interface AskTablesOptions {
  /** The dataset with the place where its file lies now. Throws when it is nowhere or has changed. */
  readonly locate: (id: string) => Promise<{ readonly record: DatasetRecord; readonly path: string }>
  readonly dataEngine: () => EngineProcess<DataMethods>
  /** For what takes long: an engine does one thing at a time, and the table must answer meanwhile. */
  readonly workEngine: () => EngineProcess<DataMethods>
  readonly tmpDir: string
}

type Questions = Pick<DatasetService, 'page' | 'rejectedLines' | 'exportRejected' | 'audit' | 'evidence' | 'plan' | 'explore' | 'columnByTarget' | 'preview' | 'typeLosses'>

/** What the data engine is asked about a dataset that has been opened. */
export function askTables({ locate, dataEngine, workEngine, tmpDir }: AskTablesOptions): Questions {
  const sourceOf = async (id: string) => {
    const { record, path } = await locate(id)
    return { path, reading: record.reading, tmp: tmpDir }
  }
  return {
    async page(id, { offset, limit, sort, filter, only, recipe, keptOnly }) {
      const asked = {
        offset,
        limit,
        ...(sort === undefined ? {} : { sort }),
        ...(filter === undefined ? {} : { filter }),
        ...(only === undefined ? {} : { only: [...only] }),
        ...(recipe === undefined ? {} : { recipe }),
        ...(keptOnly === undefined ? {} : { keptOnly }),
      }
      return dataEngine().request('page', { ...(await sourceOf(id)), ...asked })
    },
    async rejectedLines(id, offset, limit) {
      return dataEngine().request('rejectedLines', { ...(await sourceOf(id)), offset, limit })
    },
    async exportRejected(id, out, { signal } = {}) {
      return dataEngine().request('exportRejected', { ...(await sourceOf(id)), out }, { signal })
    },
    async audit(id, recipe, { signal, onProgress } = {}) {
      return workEngine().request('audit', { ...(await sourceOf(id)), recipe }, { signal, onEvent: onProgress })
    },
    async evidence(id, query) {
      return workEngine().request('evidence', { ...(await sourceOf(id)), ...query })
    },
    async plan(id, recipe, { signal, onProgress } = {}) {
      return workEngine().request('plan', { ...(await sourceOf(id)), recipe }, { signal, onEvent: onProgress })
    },
    async explore(id, recipe, { signal, onProgress } = {}) {
      return workEngine().request('explore', { ...(await sourceOf(id)), recipe }, { signal, onEvent: onProgress })
    },
    async columnByTarget(id, recipe, column) {
      return workEngine().request('columnByTarget', { ...(await sourceOf(id)), recipe, column })
    },
    async preview(id, reading, rows) {
      return dataEngine().request('preview', { ...(await sourceOf(id)), reading, rows })
    },
    async typeLosses(id, column) {
      return dataEngine().request('typeLosses', { ...(await sourceOf(id)), column })
    },
  }
}
