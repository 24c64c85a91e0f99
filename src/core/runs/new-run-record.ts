import { roundsOf } from '@shared/baseline/baseline-settings'
import type { BaselineSettings } from '@shared/baseline/baseline-settings'
import type { DatasetRecord } from '@shared/dataset/dataset-record'
import type { Experiment } from '@shared/experiment/experiment'
import type { RunRecord } from '@shared/run/run-record'
import { environmentHere } from './environment'
import { newRunId } from './run-folder'
import type { TestFile } from './test-file'

/** The record of a run that nobody has worked on yet. */
export function newRunRecord(experiment: Experiment, dataset: DatasetRecord, now: Date, testFile?: TestFile): RunRecord {
  const here = environmentHere()
  const created = now.toISOString()
  const { crossfade, host } = here
  return {
    version: 2,
    id: newRunId(now),
    kind: 'layers',
    status: 'queued',
    reason: null,
    created,
    started: null,
    ended: null,
    experiment: { ...experiment, dataset: { path: dataset.path, sha256: dataset.sha256, reading: dataset.reading } },
    segments: [{ kind: 'start', began: created, ended: null, from: 0, until: experiment.training.epochs, reached: null, outcome: null, position: null, crossfade, host }],
    dataset: {
      id: dataset.id,
      name: dataset.name,
      sha256: dataset.sha256,
      rows: dataset.rows,
      features: null,
      classes: null,
      synthetic: dataset.synthetic,
      ...(testFile === undefined ? {} : { testFile }),
    },
    prepared: null,
    split: null,
    engine: null,
    environment: here,
    parameters: null,
    epochs: 0,
    monitor: null,
    best: null,
    last: null,
    test: null,
    timing: { prepareMs: null, compileMs: null, trainMs: null, medianEpochMs: null },
    weights: null,
  }
}

/** The same for a baseline: one round for each epoch, and no network. */
export function newBaselineRecord(experiment: Experiment, baseline: BaselineSettings, dataset: DatasetRecord, now: Date, testFile?: TestFile): RunRecord {
  const training = { ...experiment.training, epochs: roundsOf(baseline) }
  return { ...newRunRecord({ ...experiment, training }, dataset, now, testFile), kind: 'trees', baseline, segments: [] }
}
