import { parseJsonLines } from '../../files/json-lines'
import { readVersioned } from '../../files/versioned'
import type { RunEntry } from '../../engine/analysis-methods'
import { epochMetrics } from '../epoch-metrics'
import type { EpochMetrics } from '../epoch-metrics'
import { asInterrupted, thinned } from '../epoch-summary'
import { mayBeOutdated, recordInForce } from '../in-force'
import { evaluationFormat, runNotesFormat, runRecordFormat } from '../run-formats'
import type { RunNotes, RunRecord } from '../run-record'
import type { LockVerdict } from '../run-lock'
import { isLive } from '../run-state'
import type { IndexFiles } from './index-files'
import type { IndexLine } from './index-block'
import { watchedValues } from './watched-values'

const emptyNotes: RunNotes = { version: 1, name: '', tags: [], notes: '', archived: false }

export type ReadRun =
  | { readonly kind: 'line'; readonly line: IndexLine }
  | { readonly kind: 'unreadable'; readonly reason: string }

export interface RunReader {
  /** A run from its folder, as it is on disk. What cannot be read says why and hides no other run. */
  readonly readRun: (dir: string) => ReadRun
  /** An index line as people see it: a run that says it is at work, but whose owner is dead, is interrupted. */
  readonly entryOf: (dir: string, line: IndexLine) => RunEntry
}

/** Whether someone works on the run in a folder. null: there is no lock. */
type ReadLock = (dir: string) => LockVerdict | null

export const runReader = (files: IndexFiles, lock: ReadLock): RunReader => ({
  readRun: (dir) => readRun(files, dir),
  entryOf: (dir, line) => entryOf(files, lock, dir, line),
})

function readRun(files: IndexFiles, dir: string): ReadRun {
  try {
    const text = files.read(`${dir}/run.json`)
    if (text === null) return { kind: 'unreadable', reason: 'run.json is missing' }
    const record = readVersioned(text, runRecordFormat)
    if (record.kind === 'bad') return { kind: 'unreadable', reason: `run.json: ${record.reason}` }
    const notesText = files.read(`${dir}/notes.json`)
    const notes = notesText === null ? { kind: 'ok' as const, value: emptyNotes } : readVersioned(notesText, runNotesFormat)
    if (notes.kind === 'bad') return { kind: 'unreadable', reason: `notes.json: ${notes.reason}` }
    const spark = thinned(watchedValues(files.read(`${dir}/metrics.jsonl`) ?? '', record.value.monitor)).map((value) => Number(value.toPrecision(4)))
    return { kind: 'line', line: { record: forLists(withTestInForce(files, dir, record.value)), notes: notes.value, spark } }
  } catch (thrown) {
    return { kind: 'unreadable', reason: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}

/** Without test metrics of other weights than the best. Of most runs the record alone tells; of the others the evaluation says whose they are. */
function withTestInForce(files: IndexFiles, dir: string, record: RunRecord): RunRecord {
  if (!mayBeOutdated(record)) return record
  const text = files.read(`${dir}/evaluation.json`)
  const evaluation = text === null ? null : readVersioned(text, evaluationFormat)
  return recordInForce(record, evaluation?.kind === 'ok' ? (evaluation.value.test?.epoch ?? null) : null)
}

/** See RunSummary: what no list shows is a fifth of a record. */
function forLists(record: RunRecord): RunRecord {
  const { experiment } = record
  const { dataset, recipe } = experiment
  return { ...record, experiment: { ...experiment, dataset: { ...dataset, reading: {} }, recipe: { ...recipe, columns: { ...recipe.columns, ignored: [] } } } }
}

function entryOf(files: IndexFiles, lock: ReadLock, dir: string, line: IndexLine): RunEntry {
  const { record, notes, spark } = line
  if (!isLive(record.status)) return { kind: 'run', record, notes, spark }
  const reason = abandonedReason(files, lock, dir)
  return { kind: 'run', record: reason === null ? record : asInterrupted(record, readMetrics(files, dir), reason), notes, spark }
}

/** See core/runs/run-lock-file.ts: between two locks of a run there is none for a moment. */
function abandonedReason(files: IndexFiles, lock: ReadLock, dir: string): string | null {
  const verdict = lock(dir)
  if (verdict?.kind === 'held') return null
  if (verdict?.kind === 'stale') return `Interrupted: ${verdict.reason}.`
  const age = Date.now() - (files.facts(`${dir}/run.json`)?.time ?? 0)
  return Math.abs(age) < 5_000 ? null : 'Interrupted: the program that worked on it ended.'
}

/** The epochs that finished, in order; of an epoch that was repeated, the later line. */
function readMetrics(files: IndexFiles, dir: string): readonly EpochMetrics[] {
  const text = files.read(`${dir}/metrics.jsonl`)
  if (text === null) return []
  const byEpoch = new Map<number, EpochMetrics>()
  for (const line of parseJsonLines(text, epochMetrics).values) byEpoch.set(line.epoch, line)
  return [...byEpoch.values()].sort((a, b) => a.epoch - b.epoch)
}
