import { createPlanner } from '@shared/study/planner'
import { rankConfigurations, seedsOf } from '@shared/study/ranking'
import type { StudyRecord } from '@shared/study/study'
import type { TrialLog } from '@shared/study/trial'
import type { StudyProgress } from './study-events'

export function progressOf(record: StudyRecord, log: TrialLog, total: number | null = createPlanner(record.design).total): StudyProgress {
  const { trials } = log
  const open = trials.filter((trial) => trial.status === 'running').length
  const ended = trials.length - open
  const [best = null] = rankConfigurations(trials, record.design.objective, seedsOf(record.design.plan))
  return {
    begun: trials.length,
    ended,
    // Others were begun and wait: for a place, or for the process that compiles their step.
    running: Math.min(open, record.jobs),
    failed: trials.filter((trial) => trial.status === 'failed').length,
    total: total === null ? null : Math.max(total, trials.length + log.asked.length),
    epochs: trials.reduce((sum, trial) => sum + trial.epochs, 0),
    workedMs: log.workedMs,
    etaMs: etaOf(record, log, ended, total),
    best,
  }
}

function etaOf({ design, status }: StudyRecord, { workedMs }: TrialLog, ended: number, total: number | null): number | null {
  if (status !== 'running') return null
  const { minutes } = design.budget
  const byTime = minutes === undefined ? null : Math.max(0, minutes * 60_000 - workedMs)
  const byTrials = total === null || ended === 0 ? null : (workedMs / ended) * Math.max(0, total - ended)
  if (byTime === null || byTrials === null) return byTime ?? byTrials
  return Math.min(byTime, byTrials)
}
