import type { Core } from '@core/core'
import type { StudyEntry, UnreadableStudy } from '@core/studies/study-events'
import { exitCodes } from '../exit-code'
import type { Session } from '../session'
import { textTable } from '../text-table'
import { metric } from '../wording'

/** The studies of the workspace, newest first; answers the exit code. */
export async function listStudies({ json, terminal }: Session, { studies }: Core): Promise<number> {
  const all = await studies.list()
  if (json) terminal.print(JSON.stringify({ studies: all.map(entryJson) }))
  else terminal.print(all.length === 0 ? 'There are no studies. Run one with: crossfade study FILE.json' : table(all))
  return exitCodes.done
}

function entryJson(one: StudyEntry | UnreadableStudy): Record<string, unknown> {
  if (!('record' in one)) return { id: one.id, dir: one.dir, status: 'unreadable', reason: one.reason }
  const { record, progress } = one
  const { begun, ended, running, failed, total, epochs, workedMs, best } = progress
  return {
    id: record.id,
    name: record.design.name,
    kind: record.design.plan.kind,
    status: record.status,
    reason: record.reason,
    created: record.created,
    dataset: { name: record.dataset.name, sha256: record.dataset.sha256 },
    objective: record.design.objective,
    budget: record.design.budget,
    trials: { begun, ended, running, failed, total },
    trained: { epochs, ms: workedMs },
    best: best === null ? null : { objective: best.objective, values: best.values, trials: best.trials },
    chosen: record.chosen,
  }
}

function table(all: readonly (StudyEntry | UnreadableStudy)[]): string {
  const left = { align: 'left' } as const
  const right = { align: 'right' } as const
  return textTable(
    [{ title: 'study', ...left }, { title: 'name', ...left }, { title: 'kind', ...left }, { title: 'status', ...left }, { title: 'trials', ...right }, { title: 'best by validation', ...left }],
    all.map((one) => {
      if (!('record' in one)) return [one.id, '', '', 'unreadable', '', one.reason]
      const { record, progress } = one
      const { metric: name } = record.design.objective
      const best = record.design.plan.kind === 'search' ? progress.best : null
      return [
        record.id,
        record.design.name,
        record.design.plan.kind,
        record.status,
        progress.total === null ? String(progress.ended) : `${progress.ended} of ${progress.total}`,
        best === null ? '' : `${name} ${metric(name, best.objective)}`,
      ]
    }),
  )
}
