import { createHash } from 'node:crypto'
import { mkdir, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ExchangeMethods } from '@shared/engine/exchange-methods'
import { importedRunFormat } from '@shared/export/imported-run'
import type { ImportedRun } from '@shared/export/imported-run'
import type { ImportService } from './import-verbs'
import type { EngineProcess } from '../engine-process/engine-process'
import { readJson } from '../files/read-json'
import { writeJson } from '../files/write-atomic'
import { importedFolder } from '../runs/imported-entries'
import { requireWritable } from '../workspace/workspace'
import type { Workspace } from '../workspace/workspace'

/** Runs of other programs in the workspace, beside its own: they are shown and compared, never changed. */
export function importedRuns(workspace: Workspace, startExchange: () => EngineProcess<ExchangeMethods>): Pick<ImportService, 'readRuns' | 'listRuns'> {
  const folder = importedFolder(workspace)
  return {
    async readRuns(wanted) {
      requireWritable(workspace)
      const path = resolve(wanted)
      const exchange = startExchange()
      try {
        const { from, runs } = await exchange.request('readRuns', { path })
        await mkdir(folder, { recursive: true })
        const at = new Date().toISOString()
        const kept: ImportedRun[] = []
        for (const run of runs) {
          const id = `i-${createHash('sha256').update(JSON.stringify([from, path, run.id])).digest('hex').slice(0, 12)}`
          const record: ImportedRun = { version: 1, id, imported: { from, path, at }, run }
          await writeJson(join(folder, `${id}.json`), record)
          kept.push(record)
        }
        return { from, runs: kept }
      } finally {
        await exchange.stop()
      }
    },
    async listRuns() {
      const names = (await readdir(folder).catch(() => [])).filter((name) => /^i-[0-9a-f]{12}\.json$/.test(name)).sort()
      const read = await Promise.all(names.map((name) => readJson(join(folder, name), importedRunFormat, 'run-unreadable').catch(() => null)))
      return read.filter((run): run is ImportedRun => run !== null)
    },
  }
}
