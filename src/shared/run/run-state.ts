import { z } from 'zod'
import { assertNever } from '../assert-never'

export const runStatuses = [
  'queued',
  'preparing',
  'training',
  'evaluating',
  'completed',
  'paused',
  'stopping',
  'stopped',
  'failed',
  'interrupted',
] as const
export const runStatus = z.enum(runStatuses)
export type RunStatus = z.infer<typeof runStatus>

/** The states a run may go to from `from`. `interrupted` is what others see when the owner died at work. */
export function nextStatuses(from: RunStatus): readonly RunStatus[] {
  switch (from) {
    case 'queued':
      return ['preparing', 'stopped', 'failed']
    case 'preparing':
      return ['training', 'stopping', 'stopped', 'failed', 'interrupted']
    case 'training':
      return ['evaluating', 'paused', 'stopping', 'failed', 'interrupted']
    case 'evaluating':
      return ['completed', 'stopping', 'stopped', 'failed', 'interrupted']
    case 'stopping':
      return ['evaluating', 'stopped', 'failed', 'interrupted']
    case 'paused':
    case 'interrupted':
    case 'failed':
      return ['queued', 'preparing']
    case 'completed':
    case 'stopped':
      return ['queued', 'preparing']
    default:
      return assertNever(from)
  }
}

export const canMove = (from: RunStatus, to: RunStatus): boolean => nextStatuses(from).includes(to)

/** A process works on a run in these states. */
export const isLive = (status: RunStatus): boolean =>
  status === 'preparing' || status === 'training' || status === 'evaluating' || status === 'stopping'

/** Nothing more happens to the run unless a person asks for it. */
export const isEnded = (status: RunStatus): boolean => !isLive(status) && status !== 'queued'

/** Going on exactly where the run stood; `failed` only where a checkpoint exists. */
export const canResume = (status: RunStatus, hasCheckpoint: boolean): boolean =>
  status === 'paused' || status === 'stopped' || status === 'interrupted' || (status === 'failed' && hasCheckpoint)

/** Adding epochs to a run that reached its end. */
export const canTrainOn = (status: RunStatus): boolean => status === 'completed' || status === 'stopped'
