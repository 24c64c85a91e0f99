import type { RunSummary } from '@shared/engine/analysis-methods'
import { isEnded, isLive } from '@shared/run/run-state'

export interface Notice {
  readonly title: string
  readonly body: string
}

/**
 * What to tell when a run has just ended, or null where it is no news: it was short, or it was not seen at work by this process.
 * Feed it every change of a run.
 */
export function runNotices(afterSeconds: () => number): (entry: RunSummary) => Notice | null {
  const atWork = new Set<string>()
  return ({ record, notes }) => {
    if (isLive(record.status)) atWork.add(record.id)
    if (!isEnded(record.status) || !atWork.delete(record.id)) return null
    if (record.started === null || record.ended === null) return null
    const seconds = (Date.parse(record.ended) - Date.parse(record.started)) / 1000
    if (!(seconds >= afterSeconds())) return null
    const name = notes.name === '' ? record.id : notes.name
    const epochs = record.epochs === 1 ? '1 epoch' : `${record.epochs} epochs`
    const accuracy = record.best?.validation?.['accuracy']
    const score = typeof accuracy === 'number' ? `, validation accuracy ${(accuracy * 100).toFixed(1)} %` : ''
    return { title: `${name}: ${record.status}`, body: record.status === 'failed' ? (record.reason ?? epochs) : `${epochs}${score}` }
  }
}
