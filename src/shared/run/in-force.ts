import type { Evaluation } from './evaluation'
import type { RunDetail, SavedEpochs } from './run-detail'
import type { RunRecord } from './run-record'
import { testLooksOf } from './test-looks'

/**
 * Training on may find better weights and end before they are saved and scored: what was scored before then belongs to other weights than
 * the run's best. Such a part is left out. Runs of other kinds are scored once.
 */
export function evaluationInForce(record: Pick<RunRecord, 'kind' | 'best'>, evaluation: Evaluation | null): Evaluation | null {
  if (evaluation === null || record.kind !== 'layers' || record.best === null) return evaluation
  const { epoch } = record.best
  const inForce = (part: Evaluation['test']) => part === null || part.epoch === epoch
  if (inForce(evaluation.validation) && inForce(evaluation.test)) return evaluation
  return { ...evaluation, validation: inForce(evaluation.validation) ? evaluation.validation : null, test: inForce(evaluation.test) ? evaluation.test : null }
}

/** A record without test metrics that other weights than its best have. `testEpoch`: of the weights that were scored; null: unscored, or not known. */
export const recordInForce = (record: RunRecord, testEpoch: number | null): RunRecord =>
  record.test === null || testEpoch === null || record.kind !== 'layers' || record.best === null || record.best.epoch === testEpoch ? record : { ...record, test: null, testLooks: [...testLooksOf({ ...record, best: { ...record.best, epoch: testEpoch } })] }

/** Whether the test metrics of a record can be those of other weights at all: only a run that was gone on with has older ones. */
export const mayBeOutdated = (record: RunRecord): boolean => record.kind === 'layers' && record.test !== null && record.segments.length > 1

/** The epochs of the weights in model/best and model/last, null where there are none. `evaluation`: as it lies in the folder. */
export function savedEpochs(record: RunRecord, evaluation: Evaluation | null): SavedEpochs | null {
  const { best, last, segments, weights } = record
  if (record.kind !== 'layers' || weights === null || best === null || last === null) return null
  if (weights.bestEpoch !== undefined && weights.lastEpoch !== undefined) return { best: weights.bestEpoch, last: weights.lastEpoch }
  // Older records do not say it: weights are saved where a stretch comes to its end, and then scored.
  const ended = [...segments].reverse().find(({ outcome, position }) => outcome === 'completed' || (outcome === 'stopped' && position !== null))
  if (segments.length <= 1 || ended === undefined || ended === segments[segments.length - 1]) return { best: best.epoch, last: last.epoch }
  const scored = evaluation?.validation?.epoch ?? evaluation?.test?.epoch
  return scored === undefined ? null : { best: scored, last: ended.reached ?? scored }
}

/** A run as it may be told: without scores of other weights than its best, and saying which weights it has where these are others. */
export function detailInForce(detail: RunDetail): RunDetail {
  const { evaluation } = detail
  const record = recordInForce(detail.record, evaluation?.test?.epoch ?? null)
  const inForce = evaluationInForce(record, evaluation)
  const saved = savedEpochs(record, evaluation)
  const other = saved !== null && (saved.best !== record.best?.epoch || saved.last !== record.last?.epoch)
  const kept = other ? [...new Set([...detail.keptEpochs, saved.best, saved.last])].sort((a, b) => a - b) : detail.keptEpochs
  return {
    ...detail,
    record,
    evaluation: inForce,
    keptEpochs: kept,
    ...(inForce === evaluation || evaluation === null ? {} : { outdated: evaluation }),
    ...(other ? { saved } : {}),
  }
}

/** Why the best weights of a run cannot be used, in a line that says what to do; null where they can. */
export function unsavedBest({ record, saved }: Pick<RunDetail, 'record' | 'saved'>): string | null {
  if (saved === undefined || saved.best === record.best?.epoch) return null
  return `${record.id} was trained on and is ${record.status}: its best weights, of epoch ${record.best?.epoch ?? 0}, are saved when its training ends. Resume it, or use those of epoch ${saved.best}, which it had before (--epoch ${saved.best}).`
}
