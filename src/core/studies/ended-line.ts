import type { RunRecord } from '@shared/run/run-record'
import { thinCurve } from '@shared/study/median-rule'
import type { Curve } from '@shared/study/median-rule'
import type { Objective } from '@shared/study/study'
import type { TrialEnd, TrialLine } from '@shared/study/trial'

export interface EndOfTrial {
  readonly status: TrialEnd
  readonly reason: string | null
  /** Null where its run could not even be begun. */
  readonly record: RunRecord | null
}

/** What is written down when a trial has ended. One that failed has no value, whatever its epochs came to. */
export function endedLine(trial: number, { status, reason, record }: EndOfTrial, curve: Curve, objective: Objective, workedMs: number): TrialLine {
  const value = status === 'failed' ? null : record?.best?.validation?.[objective.metric]
  return {
    kind: 'ended',
    trial,
    status,
    reason,
    objective: typeof value === 'number' ? value : null,
    epoch: record?.best?.epoch ?? null,
    epochs: record?.epochs ?? 0,
    parameters: record?.parameters?.total ?? null,
    trainMs: record?.timing.trainMs ?? 0,
    curve: thinCurve(curve, objective.direction).map(([epoch, at]) => [epoch, at]),
    workedMs,
    at: new Date().toISOString(),
  }
}
