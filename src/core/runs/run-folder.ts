import { randomInt } from 'node:crypto'
import { access, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { parseJsonLines } from '@shared/files/json-lines'
import { epochMetrics } from '@shared/run/epoch-metrics'
import type { EpochMetrics } from '@shared/run/epoch-metrics'
import type { RunDetail } from '@shared/run/run-detail'
import { evaluationFormat, runNotesFormat, runRecordFormat } from '@shared/run/run-formats'
import type { RunNotes, RunRecord } from '@shared/run/run-record'
import { writeError } from '../files/file-error'
import { readJson, readTextIfThere } from '../files/read-json'
import { writeJson } from '../files/write-atomic'
import { keptEpochNumbers } from './model-folder'
import type { Workspace } from '../workspace/workspace'

const letters = '0123456789abcdefghijklmnopqrstuvwxyz'

/** Sorts by creation (UTC); the letters keep apart what begins in the same second, in whatever process. */
export function newRunId(now: Date): string {
  const [day, time] = now.toISOString().split('T') as [string, string]
  const tail = Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('')
  return `r-${day.replace(/-/g, '')}-${time.slice(0, 8).replace(/:/g, '')}-${tail}`
}

export const emptyNotes: RunNotes = { version: 1, name: '', tags: [], notes: '', archived: false }

/** Makes the folder of a run. It appears whole: filled in tmp/, then renamed in. */
export async function createRunFolder(workspace: Workspace, record: RunRecord, notes: RunNotes): Promise<string> {
  const building = join(workspace.tmpDir, record.id)
  const dir = join(workspace.runsDir, record.id)
  try {
    await mkdir(building, { recursive: true })
    await writeJson(join(building, 'run.json'), record)
    await writeJson(join(building, 'notes.json'), notes)
    await rename(building, dir)
  } catch (thrown) {
    await rm(building, { recursive: true, force: true }).catch(() => undefined)
    throw writeError(thrown, dir)
  }
  return dir
}

/** run.json. Throws `run-unreadable` with the reason and the place, `run-not-found`. */
export async function readRunRecord(dir: string): Promise<RunRecord> {
  const record = await readJson(join(dir, 'run.json'), runRecordFormat, 'run-unreadable')
  if (record !== null) return record
  if (await isThere(dir)) throw new CrossfadeError('run-unreadable', `${dir} has no run.json. It was left as it is.`, { path: dir })
  throw new CrossfadeError('run-not-found', `There is no run at ${dir}.`, { path: dir })
}

export const writeRunRecord = (dir: string, record: RunRecord): Promise<void> => writeJson(join(dir, 'run.json'), record)

/** notes.json; a run without one has no name, tags or notes. */
export async function readRunNotes(dir: string): Promise<RunNotes> {
  return (await readJson(join(dir, 'notes.json'), runNotesFormat, 'run-unreadable')) ?? emptyNotes
}

export const writeRunNotes = (dir: string, notes: RunNotes): Promise<void> => writeJson(join(dir, 'notes.json'), notes)

/** The epochs that finished, in order. After a resume from an earlier checkpoint a repeated epoch stands twice: the later line counts. */
export async function readRunMetrics(dir: string): Promise<readonly EpochMetrics[]> {
  const text = await readTextIfThere(join(dir, 'metrics.jsonl'), 'run-unreadable')
  if (text === null) return []
  const byEpoch = new Map<number, EpochMetrics>()
  for (const line of parseJsonLines(text, epochMetrics).values) byEpoch.set(line.epoch, line)
  return [...byEpoch.values()].sort((a, b) => a.epoch - b.epoch)
}

export const hasCheckpoint = (dir: string): Promise<boolean> => isThere(join(dir, 'checkpoint'))

/** Everything a screen shows of one run, from its folder alone. */
export async function readRunDetail(dir: string): Promise<RunDetail> {
  return {
    record: await readRunRecord(dir),
    notes: await readRunNotes(dir),
    metrics: await readRunMetrics(dir),
    evaluation: await readJson(join(dir, 'evaluation.json'), evaluationFormat, 'run-unreadable'),
    dir,
    hasCheckpoint: await hasCheckpoint(dir),
    keptEpochs: await keptEpochNumbers(dir),
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
