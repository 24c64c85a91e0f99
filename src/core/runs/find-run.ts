import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunEntry } from '@shared/engine/analysis-methods'
import { CrossfadeError } from '@shared/errors'
import { runId } from '@shared/run/run-record'
import { isImportedId } from './imported-entries'
import { readRunNotes } from './run-folder'

export const entryId = (entry: RunEntry): string => (entry.kind === 'run' ? entry.record.id : entry.id)

/**
 * The id of the run that a person names by its id, a unique prefix of it, or its unique name. Runs of other programs give way to the workspace's own.
 * Throws `run-not-found`, also when several fit: the message names them.
 */
export async function findRunId(named: string, runsDir: string, list: () => Promise<readonly RunEntry[]>): Promise<string> {
  // Of other programs' runs: whoever reads them says where they are not.
  if (isImportedId(named)) return named
  if (runId.safeParse(named).success && (await isThere(join(runsDir, named)))) return named
  const entries = await list()
  const byName = entries.filter((entry) => entry.kind === 'run' && entry.notes.name !== '' && entry.notes.name === named)
  // A run that came back from another program keeps its name: the workspace's own is the one that is meant.
  const own = byName.filter((entry) => !isImportedId(entryId(entry)))
  const fitting = own.length > 0 ? own : byName.length > 0 ? byName : named === '' ? [] : entries.filter((entry) => entryId(entry).startsWith(named))
  const [first, second] = fitting
  if (first === undefined) throw new CrossfadeError('run-not-found', `There is no run "${named}". "crossfade runs" lists them.`)
  if (second !== undefined) {
    const ids = fitting.slice(0, 5).map(entryId).join(', ')
    throw new CrossfadeError('run-not-found', `${fitting.length} runs are meant by "${named}": ${ids}${fitting.length > 5 ? ', …' : ''}. Name one by its id.`)
  }
  return entryId(first)
}

/** The id of a deleted run, named as any other. Throws `run-not-found`. */
export async function findInBin(named: string, binDir: string): Promise<string> {
  const ids = (await readdir(binDir).catch(() => [])).filter((name) => runId.safeParse(name).success)
  const names = await Promise.all(ids.map(async (id) => (await readRunNotes(join(binDir, id)).catch(() => null))?.name ?? ''))
  const byName = ids.filter((_, place) => names[place] !== '' && names[place] === named)
  const fitting = byName.length > 0 ? byName : named === '' ? [] : ids.filter((id) => id.startsWith(named))
  const [only, second] = fitting
  if (only === undefined) throw new CrossfadeError('run-not-found', `There is no run "${named}" in the bin of ${binDir}.`)
  if (second !== undefined) throw new CrossfadeError('run-not-found', `${fitting.length} deleted runs are meant by "${named}": ${fitting.slice(0, 5).join(', ')}. Name one by its id.`)
  return only
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
