import { lstatSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { runId } from '@shared/run/run-record'
import { isEnded, runStatus } from '@shared/run/run-state'
import type { RunStatus } from '@shared/run/run-state'
import type { Pruned, PruneRule } from '@shared/workspace/storage'
import { readRunLock, takeRunLock } from '../../channel/run-lock-file'
import { entriesOf, fieldsOf, keptEpochsOf, roomOf } from './measure-storage'

interface Taken {
  bytes: number
  files: number
  readonly runs: Set<string>
  readonly left: { id: string; reason: string }[]
}

/** Throws away what the rules name. A run is changed under its lock only; its record is never touched. */
export function pruneStorage(dir: string, rules: readonly PruneRule[], dryRun: boolean): Pruned {
  const taken: Taken = { bytes: 0, files: 0, runs: new Set(), left: [] }
  const ofRuns = rules.filter((rule) => rule.kind !== 'cache')
  if (ofRuns.length > 0) {
    for (const { name } of entriesOf(join(dir, 'runs'))) if (runId.safeParse(name).success) pruneRun(join(dir, 'runs', name), name, ofRuns, dryRun, taken)
  }
  for (const rule of rules) if (rule.kind === 'cache') pruneCache(dir, rule.keepBytes, dryRun, taken)
  return { dryRun, bytes: taken.bytes, files: taken.files, runs: taken.runs.size, left: taken.left }
}

function pruneRun(dir: string, id: string, rules: readonly Exclude<PruneRule, { kind: 'cache' }>[], dryRun: boolean, taken: Taken): void {
  const record = fieldsOf(join(dir, 'run.json'))
  const archived = fieldsOf(join(dir, 'notes.json'))['archived'] === true
  // What a link leads to is not the workspace's.
  if (lstatSync(join(dir, 'model'), { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    taken.left.push({ id, reason: 'its models lie behind a link' })
    return
  }
  const paths = rules.filter((rule) => archived || !rule.archivedOnly).flatMap((rule) => pathsOf(rule, dir, record))
  const there = paths.filter((path) => statSync(path, { throwIfNoEntry: false }) !== undefined)
  if (there.length === 0) return
  const status = runStatus.safeParse(record['status'])
  if (!status.success) {
    taken.left.push({ id, reason: 'its record cannot be read' })
    return
  }
  if (isNeeded(dir, status.data)) {
    taken.left.push({ id, reason: status.data === 'queued' ? 'it waits in the queue' : 'it is at work' })
    return
  }
  if (dryRun) {
    for (const path of there) count(path, taken)
    taken.runs.add(id)
    return
  }
  try {
    const release = takeRunLock(dir)
    try {
      // Another program may have trained it on before the lock was taken.
      const now = fieldsOf(join(dir, 'run.json'))
      for (const path of now['status'] === record['status'] ? there : []) remove(path, taken)
    } finally {
      release()
    }
    taken.runs.add(id)
  } catch (thrown) {
    taken.left.push({ id, reason: thrown instanceof CrossfadeError ? thrown.message : String(thrown) })
  }
}

/** Between core and its trainer a run at work is locked by nobody for a moment. */
const handOverMs = 5_000

/** Whether a run waits or is at work. One that says so and whose program died is interrupted: it may be resumed, and prepares again. */
function isNeeded(dir: string, status: RunStatus): boolean {
  const lock = readRunLock(dir)
  if (lock?.kind === 'held' || status === 'queued') return true
  if (isEnded(status) || lock !== null) return false
  const written = statSync(join(dir, 'run.json'), { throwIfNoEntry: false })
  return written !== undefined && Math.abs(Date.now() - written.mtimeMs) < handOverMs
}

function pathsOf(rule: Exclude<PruneRule, { kind: 'cache' }>, dir: string, record: Readonly<Record<string, unknown>>): readonly string[] {
  switch (rule.kind) {
    case 'kept-epochs':
      return keptEpochsOf(dir).map((epoch) => join(dir, 'model', `epoch-${epoch}`))
    case 'scores':
      return [join(dir, 'scores')]
    case 'checkpoints':
      return record['status'] === 'completed' ? [join(dir, 'checkpoint')] : []
  }
}

function count(path: string, taken: Taken): void {
  const { bytes, files } = roomOf(path)
  taken.bytes += bytes
  taken.files += files
}

function remove(path: string, taken: Taken): void {
  const before = roomOf(path)
  rmSync(path, { recursive: true, force: true })
  taken.bytes += before.bytes
  taken.files += before.files
}

/** The prepared tables used longest ago go first; those of runs that wait or work stay. */
function pruneCache(dir: string, keepBytes: number, dryRun: boolean, taken: Taken): void {
  const folder = join(dir, 'cache', 'prepared')
  const needed = new Set(
    entriesOf(join(dir, 'runs')).flatMap(({ name }) => {
      const { status, prepared } = fieldsOf(join(dir, 'runs', name, 'run.json'))
      const known = runStatus.safeParse(status)
      return known.success && !isNeeded(join(dir, 'runs', name), known.data) ? [] : [String(prepared)]
    }),
  )
  const tables = entriesOf(folder)
    .map(({ name }) => ({ name, used: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0, bytes: roomOf(join(folder, name)).bytes }))
    .sort((a, b) => a.used - b.used)
  let left = tables.reduce((sum, one) => sum + one.bytes, 0)
  for (const { name, bytes } of tables) {
    if (left <= keepBytes) return
    if (needed.has(name)) continue
    left -= bytes
    if (dryRun) count(join(folder, name), taken)
    else discard(folder, name, join(dir, 'tmp'), taken)
  }
}

/** Out of sight in one step: nobody finds half a table. */
function discard(folder: string, name: string, tmp: string, taken: Taken): void {
  const aside = join(tmp, `pruned-${process.pid}-${name}`)
  try {
    renameSync(join(folder, name), aside)
  } catch {
    return
  }
  remove(aside, taken)
}
