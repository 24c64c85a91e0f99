import { randomInt } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { CrossfadeError, fromEnvelope, toEnvelope } from '@shared/errors'
import { studyAnswer, studyRequest } from '@shared/study/study-request'
import type { StudyAsk } from '@shared/study/study-request'
import { systemCode, writeError } from '../files/file-error'
import { readJson } from '../files/read-json'
import { writeJson } from '../files/write-atomic'
import { readRunLock } from '../runs/run-lock-file'

const requestFormat = { schema: studyRequest, current: 1, upgrades: {} } as const
const answerFormat = { schema: studyAnswer, current: 1, upgrades: {} } as const

/** How often the one that works on a study looks for requests, and whoever asks for the answer. */
const [lookEveryMs, waitEveryMs] = [250, 50]
/** A program that holds the lock and does not answer for so long is stopped or stuck. */
export const answersWithinMs = 60_000

const requestsDir = (dir: string): string => join(dir, 'requests')
const pause = (ms: number): Promise<void> => new Promise((later) => setTimeout(later, ms))

/**
 * Asks the program that works on the study in this folder, by a file that it watches. 'done': it did so. 'free': it came to rest before it took the
 * request, which is taken back, so that the asker may do it itself. Throws what the other one refused it with; `run-busy` where it does not answer,
 * `engine-exited` where it died over it.
 */
export async function askOwner(dir: string, ask: StudyAsk, withinMs = answersWithinMs): Promise<'done' | 'free'> {
  const name = join(requestsDir(dir), `${Date.now()}-${process.pid}-${randomInt(2 ** 32)}`)
  try {
    await mkdir(requestsDir(dir), { recursive: true })
  } catch (thrown) {
    throw writeError(thrown, requestsDir(dir))
  }
  await writeJson(`${name}.json`, { version: 1, at: new Date().toISOString(), ask })
  const until = performance.now() + withinMs
  for (;;) {
    // Before the answer is looked for: what it answered before it ended is there then.
    const verdict = readRunLock(dir)
    const answer = await readJson(`${name}.answer`, answerFormat, 'run-unreadable')
    if (answer !== null) {
      await rm(`${name}.answer`, { force: true })
      if (answer.error !== null) throw fromEnvelope(answer.error)
      return 'done'
    }
    if (verdict?.kind !== 'held') {
      if (await takenBack(`${name}.json`)) return 'free'
      await rm(`${name}.taken`, { force: true })
      throw new CrossfadeError('engine-exited', `The program that worked on the study ended over this request, and may have done it or not. Look at the study, and ask again: nobody works on it now.`)
    }
    if (performance.now() > until) {
      const back = await takenBack(`${name}.json`)
      throw new CrossfadeError('run-busy', `Another program works on the study (${verdict.by}) and has not answered for ${Math.round(withinMs / 1000)} s. ${back ? 'Nothing was changed.' : 'It took the request: look at the study before you ask again.'}`)
    }
    await pause(waitEveryMs)
  }
}

/** A request that nobody has taken is no more. False: somebody has. */
async function takenBack(path: string): Promise<boolean> {
  try {
    await unlink(path)
    return true
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return false
    throw writeError(thrown, path)
  }
}

/**
 * Does what other programs ask of the study in this folder, one after another, in the order in which they asked. For the holder of its lock, who
 * calls the answer before the lock is given back: no other request is taken then, and what that gives is the one that is under way.
 */
export function answerRequests(dir: string, act: (ask: StudyAsk) => Promise<void>, log: (line: string) => void): () => Promise<void> | null {
  let ended = false
  let taken: Promise<void> | null = null
  const since = Date.now()
  const look = async (): Promise<void> => {
    const names = await readdir(requestsDir(dir)).catch(() => [])
    await removeUnread(dir, names)
    for (const name of names.filter((one) => one.endsWith('.json') && !one.startsWith('.')).sort()) {
      if (ended) return
      taken = answerOne(join(requestsDir(dir), name.slice(0, -'.json'.length)), since, act).finally(() => (taken = null))
      await taken
    }
  }
  const again = () => {
    if (ended) return
    look()
      .catch((thrown: unknown) => log(`requests of ${dir}: ${toEnvelope(thrown).message}`))
      .finally(() => setTimeout(again, lookEveryMs).unref())
  }
  again()
  return () => {
    ended = true
    return taken?.catch(() => undefined) ?? null
  }
}

/** Answers to askers that died or gave up: those who wait for one look for it many times a second. */
async function removeUnread(dir: string, names: readonly string[]): Promise<void> {
  for (const name of names.filter((one) => one.endsWith('.answer') && !one.startsWith('.'))) {
    const path = join(requestsDir(dir), name)
    const written = await stat(path).catch(() => null)
    if (written !== null && written.mtimeMs < Date.now() - answersWithinMs) await rm(path, { force: true }).catch(() => undefined)
  }
}

async function answerOne(name: string, since: number, act: (ask: StudyAsk) => Promise<void>): Promise<void> {
  const asked = await stat(`${name}.json`).catch(() => null)
  if (asked === null) return
  try {
    // From now on nobody takes it back.
    await rename(`${name}.json`, `${name}.taken`)
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return
    throw thrown
  }
  // Left behind by an asker that died while an earlier program worked on the study: nobody expects it any more.
  const stale = asked.mtimeMs < since - answersWithinMs
  const error = stale ? null : await readJson(`${name}.taken`, requestFormat, 'invalid-argument').then(async (request) => (request === null ? undefined : act(request.ask))).then(() => null, toEnvelope)
  // The answer last: whoever has it finds nothing else left.
  await rm(`${name}.taken`, { force: true })
  if (!stale) await writeJson(`${name}.answer`, { version: 1, error })
}
