import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Workspace } from '../workspace/workspace'
import { studiesDir, studyIds } from './study-folder'

/** A study that another program runs shows within about a second. */
const everyMs = 1_000

export interface FollowStudiesOptions {
  readonly workspace: Workspace
  /** Studies that this program works on tell of themselves. */
  readonly isOwn: (id: string) => boolean
  /** Whether anybody listens. */
  readonly heard: () => boolean
  readonly changed: (id: string) => Promise<void>
  readonly removed: (id: string) => void
  readonly log: (line: string) => void
}

/** Looks for what other programs do to the studies of the workspace. The answer ends it. */
export function followStudies({ workspace, isOwn, heard, changed, removed, log }: FollowStudiesOptions): () => void {
  let known: ReadonlyMap<string, string> | null = null
  let timer: NodeJS.Timeout | null = null
  let ended = false
  const look = async () => {
    if (!heard()) {
      known = null
      return
    }
    const now = new Map<string, string>()
    for (const id of await studyIds(workspace)) now.set(id, await stampOf(join(studiesDir(workspace), id)))
    const before = known
    known = now
    // Whoever has just begun to listen asks for all of them itself.
    if (before === null) return
    for (const [id, stamp] of now) if (before.get(id) !== stamp && !isOwn(id)) await changed(id)
    for (const id of before.keys()) if (!now.has(id)) removed(id)
  }
  const again = () => {
    if (ended) return
    timer = setTimeout(() => {
      look()
        .catch((thrown: unknown) => log(`looking for studies of others: ${String(thrown)}`))
        .finally(again)
    }, everyMs)
    timer.unref()
  }
  again()
  return () => {
    ended = true
    if (timer !== null) clearTimeout(timer)
  }
}

/** Changes with every line and every state. */
async function stampOf(dir: string): Promise<string> {
  const stamps = await Promise.all(
    ['study.json', 'trials.jsonl', 'lock'].map(async (name) => {
      const facts = await stat(join(dir, name)).catch(() => null)
      // The heartbeat of a lock is no news; that there is one is.
      return facts === null ? '' : name === 'lock' ? 'held' : `${facts.mtimeMs} ${facts.size}`
    }),
  )
  return stamps.join('|')
}
