import { randomInt } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { parseJsonLines } from '@shared/files/json-lines'
import type { VersionedFormat } from '@shared/files/versioned'
import { studyRecord } from '@shared/study/study'
import type { StudyRecord } from '@shared/study/study'
import { emptyTrialLog, trialLine } from '@shared/study/trial'
import type { TrialLine, TrialLog } from '@shared/study/trial'
import { logOf } from '@shared/study/trial-log'
import { writeError } from '../files/file-error'
import { readJson, readTextIfThere } from '../files/read-json'
import { writeJson } from '../files/write-atomic'
import type { Workspace } from '../workspace/workspace'

export const studyRecordFormat: VersionedFormat<typeof studyRecord> = { schema: studyRecord, current: 1, upgrades: {} }

const letters = '0123456789abcdefghijklmnopqrstuvwxyz'

/** Sorts by creation (UTC), as the ids of runs do. */
export function newStudyId(now: Date): string {
  const [day, time] = now.toISOString().split('T') as [string, string]
  const tail = Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('')
  return `s-${day.replace(/-/g, '')}-${time.slice(0, 8).replace(/:/g, '')}-${tail}`
}

export const studiesDir = (workspace: Workspace): string => join(workspace.dir, 'studies')

/** Makes the folder of a study. It appears whole. */
export async function createStudyFolder(workspace: Workspace, record: StudyRecord): Promise<string> {
  const building = join(workspace.tmpDir, record.id)
  const dir = join(studiesDir(workspace), record.id)
  try {
    await mkdir(building, { recursive: true })
    await mkdir(studiesDir(workspace), { recursive: true })
    await writeJson(join(building, 'study.json'), record)
    await rename(building, dir)
  } catch (thrown) {
    await rm(building, { recursive: true, force: true }).catch(() => undefined)
    throw writeError(thrown, dir)
  }
  return dir
}

/** study.json. Throws `run-unreadable` with the reason and the place, `run-not-found`. */
export async function readStudyRecord(dir: string): Promise<StudyRecord> {
  const record = await readJson(join(dir, 'study.json'), studyRecordFormat, 'run-unreadable')
  if (record !== null) return record
  throw new CrossfadeError('run-not-found', `There is no study at ${dir}.`, { path: dir })
}

export const writeStudyRecord = (dir: string, record: StudyRecord): Promise<void> => writeJson(join(dir, 'study.json'), record)

/** trials.jsonl, a torn last line left out. */
export async function readTrialLog(dir: string): Promise<TrialLog> {
  const text = await readTextIfThere(join(dir, 'trials.jsonl'), 'run-unreadable')
  return text === null ? emptyTrialLog : logOf(parseJsonLines(text, trialLine).values)
}

/** Ids of the studies of the workspace, newest first. */
export async function studyIds(workspace: Workspace): Promise<readonly string[]> {
  const names = await readdir(studiesDir(workspace)).catch(() => [])
  return names.filter(isStudyId).sort().reverse()
}

const isStudyId = (name: string): boolean => /^s-\d{8}-\d{6}-[0-9a-z]{5}$/.test(name)

/** Brings a study back from the bin, by its id, a unique prefix of it, or its unique name; answers the id. Throws `run-not-found`, `run-unreadable`. */
export async function restoreStudyFolder(named: string, workspace: Workspace): Promise<string> {
  const ids = (await readdir(workspace.binDir).catch(() => [])).filter(isStudyId)
  const names = await Promise.all(ids.map((id) => readStudyRecord(join(workspace.binDir, id)).then(({ design }) => design.name, () => '')))
  const byName = ids.filter((_, place) => names[place] !== '' && names[place] === named)
  const fitting = byName.length > 0 ? byName : named === '' ? [] : ids.filter((id) => id.startsWith(named))
  const [only, second] = fitting
  if (only === undefined) throw new CrossfadeError('run-not-found', `There is no study "${named}" in the bin of ${workspace.dir}.`)
  if (second !== undefined) throw new CrossfadeError('run-not-found', `${fitting.length} deleted studies are meant by "${named}": ${fitting.slice(0, 5).join(', ')}. Name one by its id.`)
  await readStudyRecord(join(workspace.binDir, only))
  const dir = join(studiesDir(workspace), only)
  try {
    await mkdir(studiesDir(workspace), { recursive: true })
    await rename(join(workspace.binDir, only), dir)
  } catch (thrown) {
    throw writeError(thrown, dir)
  }
  return only
}

/** Appends lines to trials.jsonl, each flushed before it counts. What a crash left of a line is cut off first. */
export class TrialLogFile {
  private readonly path: string
  private last: Promise<unknown> = Promise.resolve()
  private ready = false

  constructor(dir: string) {
    this.path = join(dir, 'trials.jsonl')
  }

  append(line: TrialLine): Promise<void> {
    const next = this.last.then(() => this.write(line))
    this.last = next.catch(() => undefined)
    return next
  }

  private async write(line: TrialLine): Promise<void> {
    try {
      if (!this.ready) await this.cutTornLine()
      this.ready = true
      const file = await open(this.path, 'a')
      try {
        await file.writeFile(`${JSON.stringify(line)}\n`)
        await file.datasync()
      } finally {
        await file.close()
      }
    } catch (thrown) {
      // A write that failed half-way leaves a torn line behind.
      this.ready = false
      throw writeError(thrown, this.path)
    }
  }

  private async cutTornLine(): Promise<void> {
    const size = (await stat(this.path).catch(() => null))?.size ?? 0
    if (size === 0) return
    const text = (await readTextIfThere(this.path, 'run-unreadable')) ?? ''
    const whole = text.lastIndexOf('\n') + 1
    if (whole < text.length) await truncate(this.path, Buffer.byteLength(text.slice(0, whole)))
  }
}
