import type { RunEntry } from '@shared/engine/analysis-methods'

/** An entry for a list that shows results only: its settings, but task and target, are left empty. A quarter of the size to hand over. */
export function slimmed(entry: RunEntry): RunEntry {
  if (entry.kind !== 'run') return entry
  const { record } = entry
  const { experiment } = record
  const recipe = { ...experiment.recipe, columns: { features: [], ignored: [], types: {} }, rows: [], steps: [] }
  return { ...entry, spark: [], record: { ...record, segments: record.segments.slice(-1), environment: null, split: null, experiment: { ...experiment, recipe, model: { ...experiment.model, layers: [] } } } }
}
