import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunEntry } from '@shared/engine/analysis-methods'
import { CrossfadeError } from '@shared/errors'
import { runId } from '@shared/run/run-record'

export const entryId = (entry: RunEntry): string => (entry.kind === 'run' ? entry.record.id : entry.id)

/**
 * The id of the run that a person names by its id, a unique prefix of it, or its unique name.
 * Throws `run-not-found`, also when several fit: the message names them.
 */
export async function findRunId(named: string, runsDir: string, list: () => Promise<readonly RunEntry[]>): Promise<string> {
  if (runId.safeParse(named).success && (await isThere(join(runsDir, named)))) return named
  const entries = await list()
  const byName = entries.filter((entry) => entry.kind === 'run' && entry.notes.name !== '' && entry.notes.name === named)
  const fitting = byName.length > 0 ? byName : named === '' ? [] : entries.filter((entry) => entryId(entry).startsWith(named))
  const [first, second] = fitting
  if (first === undefined) throw new CrossfadeError('run-not-found', `There is no run "${named}". "crossfade runs" lists them.`)
  if (second !== undefined) {
    const ids = fitting.slice(0, 5).map(entryId).join(', ')
    throw new CrossfadeError('run-not-found', `${fitting.length} runs are meant by "${named}": ${ids}${fitting.length > 5 ? ', …' : ''}. Name one by its id.`)
  }
  return entryId(first)
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
