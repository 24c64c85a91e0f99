import { z } from 'zod'

const fraction = z.number().min(0).max(1)

/** How the learning rate changes. Steps count optimiser steps from 0; the whole length is epochs x steps per epoch. */
export const schedule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('constant') }),
  /** Multiplied by `factor` every `epochs` epochs. */
  z.object({ kind: z.literal('step'), epochs: z.number().int().positive(), factor: z.number().positive().max(1) }),
  /** Multiplied by `factor` once an epoch, smoothly, step by step. */
  z.object({ kind: z.literal('exponential'), factor: z.number().positive().max(1) }),
  /** Cosine to `floor` x rate, after a linear warm-up, `restarts` times (Loshchilov & Hutter 2017). */
  z.object({
    kind: z.literal('cosine'),
    warmup: fraction,
    restarts: z.number().int().min(0).max(100),
    floor: fraction,
  }),
  /** Multiplied by `factor` when the monitored metric has not improved for `patience` epochs. */
  z.object({
    kind: z.literal('plateau'),
    patience: z.number().int().positive(),
    factor: z.number().positive().max(1),
    minimum: z.number().nonnegative(),
  }),
  /** Up to the rate and down again (Smith & Topin 2018). `peak`: share of the steps at which it is highest. */
  z.object({ kind: z.literal('onecycle'), peak: fraction, startDivisor: z.number().min(1), endDivisor: z.number().min(1) }),
])
export type Schedule = z.infer<typeof schedule>
export const scheduleKinds = ['constant', 'step', 'exponential', 'cosine', 'plateau', 'onecycle'] as const

/** The schedule of a kind with its default settings. */
export function defaultSchedule(kind: Schedule['kind']): Schedule {
  switch (kind) {
    case 'constant':
      return { kind }
    case 'step':
      return { kind, epochs: 10, factor: 0.5 }
    case 'exponential':
      return { kind, factor: 0.95 }
    case 'cosine':
      return { kind, warmup: 0.05, restarts: 0, floor: 0 }
    case 'plateau':
      return { kind, patience: 4, factor: 0.5, minimum: 1e-6 }
    case 'onecycle':
      return { kind, peak: 0.3, startDivisor: 25, endDivisor: 10_000 }
  }
}
