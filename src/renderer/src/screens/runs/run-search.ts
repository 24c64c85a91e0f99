import type { RunSummary } from '@shared/engine/analysis-methods'
import { statusWords } from '../../format/words'

/** Whether every word of the search occurs somewhere in what is shown of a run. */
export function matches(run: RunSummary, query: string): boolean {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) return true
  const { record, notes } = run
  const text = [notes.name, record.id, ...notes.tags, notes.notes, record.dataset.name, statusWords[record.status], record.experiment.recipe.target].join('\n').toLowerCase()
  return words.every((word) => text.includes(word))
}
