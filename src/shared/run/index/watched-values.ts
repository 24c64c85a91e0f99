import type { EpochMetrics } from '../epoch-metrics'
import { monitoredValue } from '../epoch-summary'
import type { RunRecord } from '../run-record'

/**
 * The watched metric of each epoch of a metrics.jsonl, in its order, without those that are no number. Nothing else of a line is parsed
 * where it looks as Crossfade writes it: a curve in a list is worth no more, and thousands of runs have many lines. A line that cannot be
 * read is passed over.
 */
export function watchedValues(text: string, monitor: RunRecord['monitor']): readonly number[] {
  const key = `"${monitor?.metric ?? 'loss'}":`
  const values: number[] = []
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    const line = end < 0 ? text.slice(from) : text.slice(from, end)
    // Without its end a line may be torn, at whatever place.
    const value = end >= 0 && line.startsWith('{"epoch":') && !line.includes(' ') ? quickly(line, key, monitor) : parsed(line, monitor)
    if (value !== null && !Number.isNaN(value)) values.push(value)
    from = end < 0 ? text.length : end + 1
  }
  return values
}

const validation = '"validation":{'

function quickly(line: string, key: string, monitor: RunRecord['monitor']): number | null {
  const from = line.indexOf(validation)
  const to = from < 0 ? -1 : line.indexOf('}', from)
  // Nothing else nests in a line.
  if (line.lastIndexOf('{') !== (from < 0 ? 0 : from + validation.length - 1) || !line.endsWith('}') || to === line.length - 1) return parsed(line, monitor)
  const of = from < 0 ? line : monitor?.on === 'training' ? line.slice(0, from) + line.slice(to + 1) : line.slice(from, to)
  const at = of.indexOf(key)
  return at < 0 ? null : Number.parseFloat(of.slice(at + key.length, at + key.length + longestNumber))
}

/** In JSON; null is none. */
const longestNumber = 26

function parsed(line: string, monitor: RunRecord['monitor']): number | null {
  try {
    return line === '' ? null : monitoredValue(JSON.parse(line) as EpochMetrics, monitor)
  } catch {
    return null
  }
}
