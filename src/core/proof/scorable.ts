import { CrossfadeError } from '@shared/errors'
import type { RunRecord } from '@shared/run/run-record'
import { isLive } from '@shared/run/run-state'

/** Throws `illegal-move` while somebody works on the run, and `recipe-invalid` where its split left the part no rows. */
export function refuseUnscorable(record: RunRecord, on: 'validation' | 'test'): void {
  if (record.kind === 'imported') throw new CrossfadeError('not-available', `${record.id} was read from another program: neither its rows nor its model are here, so it cannot be scored.`)
  if (isLive(record.status)) throw new CrossfadeError('illegal-move', `${record.id} is ${record.status}. Evaluate it when it has ended.`)
  if (record.split?.[on] === 0) throw new CrossfadeError('recipe-invalid', `${record.id} has no ${on} rows: its split gave them no share.`)
}
