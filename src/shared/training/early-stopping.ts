import type { TrainingSettings } from './training-settings'

/** What early stopping remembers between epochs. */
export interface StoppingState {
  /** 0 before the first epoch that counts. */
  readonly bestEpoch: number
  readonly best: number | null
  /** Epochs since the best, or since the last gain of more than min delta. */
  readonly waited: number
  /** The value that the next one has to beat by min delta. */
  readonly reference: number | null
}

export const stoppingStart: StoppingState = { bestEpoch: 0, best: null, waited: 0, reference: null }

export interface StoppingVerdict {
  readonly state: StoppingState
  /** This epoch has the best value so far: its weights are to be kept. */
  readonly isBest: boolean
  /** The value gained more than min delta. */
  readonly improved: boolean
  readonly stop: boolean
}

/**
 * Judges an epoch (1-based) by the monitored value; null (not a number) never improves anything.
 * As Keras's EarlyStopping, but the best weights are those of the best value, however small the gain.
 */
export function judgeEpoch(
  state: StoppingState,
  epoch: number,
  value: number | null,
  mode: 'min' | 'max',
  settings: TrainingSettings['stopping'],
): StoppingVerdict {
  const gain = (from: number | null) => (value === null ? -Infinity : from === null ? Infinity : mode === 'min' ? from - value : value - from)
  const isBest = gain(state.best) > 0
  const improved = gain(state.reference) > settings.minDelta
  const waited = improved ? 0 : state.waited + 1
  return {
    state: {
      bestEpoch: isBest ? epoch : state.bestEpoch,
      best: isBest ? value : state.best,
      waited,
      reference: improved ? value : state.reference,
    },
    isBest,
    improved,
    stop: settings.patience > 0 && waited >= settings.patience,
  }
}
