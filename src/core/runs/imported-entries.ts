import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunEntry } from '@shared/engine/analysis-methods'
import { CrossfadeError } from '@shared/errors'
import { sparkOf } from '@shared/run/epoch-summary'
import type { RunDetail } from '@shared/run/run-detail'
import { movePath } from '../files/move-path'
import { readJson } from '../files/read-json'
import type { Workspace } from '../workspace/workspace'

/** Runs of other programs, which lie beside the workspace's own. */
export const importedFolder = (workspace: Pick<Workspace, 'dir'>): string => join(workspace.dir, 'imports', 'runs')

export const isImportedId = (id: string): boolean => /^i-[0-9a-f]{12}$/.test(id)

export const importedPath = (workspace: Pick<Workspace, 'dir'>, id: string): string => join(importedFolder(workspace), `${id}.json`)

/** Throws `run-not-found`, `run-unreadable`. */
export async function readImported(workspace: Workspace, id: string): Promise<RunDetail> {
  const path = importedPath(workspace, id)
  // Most workspaces have none, and what checks one takes a list of runs as long to load as its index.
  const [{ importedRunFormat }, { importedDetail }] = await Promise.all([import('@shared/export/imported-run'), import('@shared/run/imported-detail')])
  const found = await readJson(path, importedRunFormat, 'run-unreadable')
  if (found === null) throw new CrossfadeError('run-not-found', `There is no run "${id}". "crossfade runs" lists them.`)
  return importedDetail(found, path)
}

/** Lists them, and reads a file again only where it has changed. */
export class ImportedEntries {
  private readonly known = new Map<string, { readonly stamp: string; readonly entry: RunEntry }>()

  constructor(private readonly workspace: Workspace) {}

  async list(): Promise<readonly RunEntry[]> {
    const names = (await readdir(importedFolder(this.workspace)).catch(() => [])).filter((name) => isImportedId(name.replace(/\.json$/, '')))
    const entries: RunEntry[] = []
    for (const name of names) {
      const id = name.replace(/\.json$/, '')
      const path = importedPath(this.workspace, id)
      const facts = await stat(path).catch(() => null)
      if (facts === null) continue
      const stamp = `${facts.mtimeMs}:${facts.size}`
      const held = this.known.get(id)
      const entry = held?.stamp === stamp ? held.entry : await this.read(id, path)
      this.known.set(id, { stamp, entry })
      entries.push(entry)
    }
    return entries
  }

  private async read(id: string, dir: string): Promise<RunEntry> {
    try {
      const { record, notes, metrics } = await readImported(this.workspace, id)
      return { kind: 'run', record, notes, spark: sparkOf(metrics, record.monitor).map((value) => Number(value.toPrecision(4))) }
    } catch (thrown) {
      return { kind: 'unreadable', id, dir, reason: thrown instanceof Error ? thrown.message : String(thrown) }
    }
  }
}

/** Into the bin, or out of it: the one thing that can be done to a run of another program. Throws `run-not-found`, `illegal-move`, `disk-full`, `workspace-unavailable`. */
export async function moveImported(workspace: Workspace, id: string, to: 'bin' | 'back'): Promise<void> {
  const [here, bin] = [importedPath(workspace, id), join(workspace.binDir, `${id}.json`)]
  const [from, onto] = to === 'bin' ? [here, bin] : [bin, here]
  if ((await stat(from).catch(() => null)) === null) throw new CrossfadeError('run-not-found', `${id} is not there any more.`)
  if (to === 'back' && (await stat(here).catch(() => null)) !== null) throw new CrossfadeError('illegal-move', `${id} was read again since it was deleted, and stands in the list. Delete that first to have the one from the bin.`)
  await movePath(from, onto)
}

/** Throws `not-available` for a run of another program: nothing is done to it. */
export function refuseImported(id: string, what: string): void {
  if (isImportedId(id)) throw new CrossfadeError('not-available', `${id} was read from another program, so it cannot be ${what}. Nothing changes it here.`)
}
