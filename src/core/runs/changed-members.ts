import { changedMembers } from '@shared/run/member-weights'
import type { RunDetail } from '@shared/run/run-detail'
import { readRunRecord } from './run-folder'

/** An ensemble that tells which of its members were trained on since it was scored; any other run as it is. */
export async function withChangedMembers(detail: RunDetail, dirOf: (id: string) => string): Promise<RunDetail> {
  const { members, memberWeights } = detail.record
  if (members === undefined || memberWeights === undefined) return detail
  const now = await Promise.all(members.map((id) => readRunRecord(dirOf(id)).catch(() => null)))
  const changed = changedMembers(detail.record, now)
  return changed.length === 0 ? detail : { ...detail, changedMembers: changed }
}
