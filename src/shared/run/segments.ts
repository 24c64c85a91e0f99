import type { TrainingSettings } from '../training/training-settings'
import type { RunRecord, RunSegment, TrainingPlace } from './run-record'
import { isEnded } from './run-state'

/** Epochs that the run works towards: what was asked for, or what it was trained on to. */
export const epochsWanted = ({ experiment, segments }: Pick<RunRecord, 'experiment' | 'segments'>): number =>
  segments[segments.length - 1]?.until ?? experiment.training.epochs

/** The settings that a run trains with: as asked, with what `auto` came to and the epochs that were added. */
export function settingsInForce(record: Pick<RunRecord, 'experiment' | 'segments' | 'engine'>): TrainingSettings {
  const { engine, experiment } = record
  const decided = engine === null ? {} : { engine: engine.mode, threads: engine.threads, batch: engine.batch }
  return { ...experiment.training, ...decided, epochs: epochsWanted(record) }
}

/** Who works: the version of Crossfade, and the name of the machine. */
export type Worker = Pick<RunSegment, 'crossfade' | 'host'>

/** The stretches of a run with a new one at their end. One that never came to its end was interrupted. */
export function withSegment(record: RunRecord, kind: RunSegment['kind'], until: number, began: string, { crossfade, host }: Worker): RunSegment[] {
  const before = withSegmentEnded({ ...record, status: isEnded(record.status) ? record.status : 'interrupted' }).segments
  return [...before, { kind, began, ended: null, from: kind === 'start' ? 0 : record.epochs, until, reached: null, outcome: null, position: null, crossfade, host }]
}

/** A record in a state that ends its last stretch says so there; any other stays as it is. */
export function withSegmentEnded(record: RunRecord): RunRecord {
  const last = record.segments[record.segments.length - 1]
  if (last === undefined || last.outcome !== null || !isEnded(record.status)) return record
  const ended: RunSegment = { ...last, ended: record.ended ?? last.began, reached: record.epochs, outcome: record.status }
  return { ...record, segments: [...record.segments.slice(0, -1), ended] }
}

/** The stretches of a run, the last of which stands at this place. */
export function withPlace(segments: readonly RunSegment[], position: TrainingPlace): RunSegment[] {
  return segments.map((segment, index) => (index === segments.length - 1 ? { ...segment, position } : segment))
}
