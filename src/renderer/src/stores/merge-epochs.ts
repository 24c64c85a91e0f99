import type { EpochMetrics } from '@shared/run/epoch-metrics'

/**
 * Epochs known so far with a batch that arrived: in order of their number, each once, the newer line kept. A run that went on from a
 * checkpoint writes some epochs again, and a snapshot overlaps with the events around it.
 */
export function mergeEpochs(known: readonly EpochMetrics[], arrived: readonly EpochMetrics[]): readonly EpochMetrics[] {
  const first = arrived[0]
  if (first === undefined) return known
  const last = known[known.length - 1]
  if (last === undefined || first.epoch > last.epoch) return [...known, ...arrived]
  const byEpoch = new Map(known.map((line) => [line.epoch, line]))
  for (const line of arrived) byEpoch.set(line.epoch, line)
  return [...byEpoch.values()].sort((a, b) => a.epoch - b.epoch)
}
