import type { RunDetail } from '@shared/run/run-detail'
import type { EpochSummary, RunNotes, RunRecord } from '@shared/run/run-record'
import { testSeen } from '@shared/run/test-looks'

/** The result of train and resume, as the outside contract names its fields. */
export function runJson(record: RunRecord, dir: string): Record<string, unknown> {
  return {
    run: { id: record.id, dir, status: record.status, ...(record.reason === null ? {} : { reason: record.reason }) },
    task: record.experiment.recipe.task,
    epochs: record.epochs,
    best: epochJson(record.best),
    last: epochJson(record.last),
    monitor: record.monitor,
    test: testJson(record),
    engine: record.engine,
    parameters: record.parameters,
    timing: record.timing,
    dataset: {
      sha256: record.dataset.sha256,
      rows: record.dataset.rows,
      features: record.dataset.features,
      classes: record.dataset.classes,
      id: record.dataset.id,
      name: record.dataset.name,
    },
    split: record.split,
    ...(record.errorCode === undefined ? {} : { error: { code: record.errorCode, message: record.reason ?? '' } }),
  }
}

/** With up to five classes the right one is always among the best five: whoever reads this finds the figure all the same. */
function testJson({ dataset: { classes }, test }: RunRecord): unknown {
  return test === null || classes === null || classes < 1 || classes > 5 ? test : { ...test, top5: 1 }
}

/** As in metrics.jsonl: the training metrics beside the epoch, the validation metrics inside. */
export function epochJson(summary: EpochSummary | null): Record<string, unknown> | null {
  if (summary === null) return null
  return { epoch: summary.epoch, ...summary.training, ...(summary.validation === null ? {} : { validation: summary.validation }) }
}

/** A row of `runs`. */
export function runRowJson(record: RunRecord, notes: RunNotes): Record<string, unknown> {
  return record.imported === undefined ? ownRowJson(record, notes) : { ...ownRowJson(record, notes), kind: record.kind, imported: record.imported, task: null, dataset: { id: null, name: record.dataset.name, sha256: null, rows: null } }
}

function ownRowJson(record: RunRecord, notes: RunNotes): Record<string, unknown> {
  return {
    id: record.id,
    name: notes.name,
    status: record.status,
    task: record.experiment.recipe.task,
    dataset: { id: record.dataset.id, name: record.dataset.name, sha256: record.dataset.sha256, rows: record.dataset.rows },
    metrics: {
      epochs: record.epochs,
      best: epochJson(record.best),
      last: epochJson(record.last),
      test: record.test,
    },
    ...seenJson(record),
    tags: notes.tags,
    created: record.created,
    archived: notes.archived,
  }
}

/** Why its test metrics are not those of rows that were used once; nothing where they are. */
function seenJson(record: RunRecord): { readonly testSeen?: string } {
  const seen = testSeen(record)
  return seen === null ? {} : { testSeen: seen }
}

/** The record of a run with what people wrote to it, as show and the verbs that change a run answer it. */
export function recordJson({ record, notes, dir, hasCheckpoint }: RunDetail): Record<string, unknown> {
  // What nobody told of a run of another program is null, not what stands in its place.
  const untold = record.kind === 'imported' ? { experiment: null, dataset: null, monitor: null } : {}
  return { ...record, ...untold, dir, hasCheckpoint, ...seenJson(record), name: notes.name, tags: notes.tags, notes: notes.notes, archived: notes.archived }
}
