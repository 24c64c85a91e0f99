import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { ExchangeMethods } from '@shared/engine/exchange-methods'
import { CrossfadeError } from '@shared/errors'
import type { ImportService } from './import-verbs'
import type { EngineProcess } from '../engine-process/engine-process'
import { writeError } from '../files/file-error'
import { requireWritable } from '../workspace/workspace'
import type { Workspace } from '../workspace/workspace'
import { importedRuns } from './imported-runs'

export interface ImportServiceOptions {
  readonly workspace: Workspace
  readonly startExchange: () => EngineProcess<ExchangeMethods>
}

/** Models of other programs, as designs with their weights beside. */
export function createImportService({ workspace, startExchange }: ImportServiceOptions): ImportService {
  return {
    ...importedRuns(workspace, startExchange),
    async readModel(wanted) {
      requireWritable(workspace)
      const path = resolve(wanted)
      const draft = join(workspace.tmpDir, `import-${process.pid}-${Date.now()}`)
      const exchange = startExchange()
      try {
        await mkdir(draft, { recursive: true })
        const model = await exchange.request('readModel', { path, out: draft })
        const sha256 = createHash('sha256').update(await readFile(join(draft, 'weights.bin'))).update(await readFile(join(draft, 'model.json'))).digest('hex')
        const title = basename(path) === 'model.json' ? basename(dirname(path)) : basename(path)
        const name = title.replace(/\.[^.]*$/, '').replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 40)
        const weights = join(workspace.dir, 'imports', `${name || 'model'}-${sha256.slice(0, 8)}`)
        await mkdir(join(workspace.dir, 'imports'), { recursive: true })
        // The same model again: what is there already is the same.
        await rename(draft, weights).catch(async (thrown: unknown) => {
          if (!['ENOTEMPTY', 'EEXIST'].includes(String((thrown as { readonly code?: unknown }).code))) throw thrown
        })
        const start = { sha256, name: title.slice(0, 200), shapes: model.shapes.map((shape) => [...shape]) }
        return { ...model, design: { ...model.design, start }, path, weights }
      } catch (thrown) {
        throw writeError(refusal(thrown, path), workspace.dir)
      } finally {
        await exchange.stop()
        await rm(draft, { recursive: true, force: true })
      }
    },
  }
}

/** Which file it was: the window shows the words without what was chosen. */
function refusal(thrown: unknown, path: string): unknown {
  if (!(thrown instanceof CrossfadeError) || thrown.code !== 'model-invalid' || thrown.message.includes(path)) return thrown
  return new CrossfadeError(thrown.code, `${basename(path)} was not brought in. ${thrown.message}`, thrown.details)
}
