import { assertNever } from '../assert-never'
import type { Schedule } from './schedule'

/** How long a training is: both are at least 1. */
export interface TrainingLength {
  readonly stepsPerEpoch: number
  readonly epochs: number
}

/**
 * The learning rate of optimiser step `step` (0-based).
 * `base`: the rate that was set. `plateau`: what reduce-on-plateau has multiplied it by so far (see nextPlateauFactor); 1 for other schedules.
 * Sources: cosine with restarts, Loshchilov & Hutter 2017 (equation 5, equal periods); one-cycle, Smith & Topin 2018, with cosine
 * annealing in both halves.
 */
export function learningRateAt(schedule: Schedule, base: number, step: number, length: TrainingLength, plateau = 1): number {
  const total = length.stepsPerEpoch * length.epochs
  switch (schedule.kind) {
    case 'constant':
      return base
    case 'step':
      return base * schedule.factor ** Math.floor(step / (length.stepsPerEpoch * schedule.epochs))
    case 'exponential':
      return base * schedule.factor ** (step / length.stepsPerEpoch)
    case 'cosine': {
      const warmup = Math.round(schedule.warmup * total)
      if (step < warmup) return (base * (step + 1)) / warmup
      const cycle = (total - warmup) / (schedule.restarts + 1)
      const position = cycle > 0 ? Math.min((step - warmup) / cycle, schedule.restarts + 1) : 0
      const last = position >= schedule.restarts + 1
      return base * annealed(1, schedule.floor, last ? 1 : position - Math.floor(position))
    }
    case 'plateau':
      return Math.max(base * plateau, Math.min(schedule.minimum, base))
    case 'onecycle': {
      const top = schedule.peak * total
      const start = 1 / schedule.startDivisor
      if (step < top) return base * annealed(start, 1, step / top)
      return base * annealed(1, start / schedule.endDivisor, total > top ? Math.min(1, (step - top) / (total - top)) : 1)
    }
    default:
      return assertNever(schedule)
  }
}

/** Half a cosine from `from` (share 0) to `to` (share 1). */
function annealed(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2
}

/** Where reduce-on-plateau stands: what the rate has been multiplied by, and the epochs since the last gain or cut. */
export interface PlateauState {
  readonly factor: number
  readonly waited: number
}

/** The state after an epoch. `improved`: whether the monitored metric did. The rule of Keras's ReduceLROnPlateau without cooldown. */
export function nextPlateau(schedule: Schedule, state: PlateauState, improved: boolean): PlateauState {
  if (schedule.kind !== 'plateau' || improved) return { factor: state.factor, waited: 0 }
  const waited = state.waited + 1
  return waited >= schedule.patience ? { factor: state.factor * schedule.factor, waited: 0 } : { ...state, waited }
}
