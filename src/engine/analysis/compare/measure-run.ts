import type { ComparedPart } from '@shared/compare/comparison'
import type { Measured } from '@shared/run/evaluation'
import { measuredOf, singleResamples } from './compare-runs'
import { loadFolder, lookAtRun, outcomesOf } from './load-run'
import type { CompareMemory } from './memory'

/**
 * The metrics of one run on a part of its rows, as its evaluation has them, each with a 95 % interval where one can be made. Empty while the
 * part is unscored. Throws `run-not-found`, `run-unreadable`.
 */
export function measureRun({ dir, on, seed }: { readonly dir: string; readonly on: ComparedPart; readonly seed: number }, memory: CompareMemory): Readonly<Record<string, Measured>> {
  const run = lookAtRun(loadFolder(dir, memory), on)
  const noted = run.folder.evaluation?.[on]?.metrics ?? {}
  if (run.rows === null) return noted
  const measured = measuredOf(run, run.rows, outcomesOf(run, run.rows, memory), { resamples: singleResamples, seed }, memory)
  const names = [...new Set([...Object.keys(noted), ...measured.keys()])]
  return Object.fromEntries(
    names.map((name) => {
      const [known, own] = [noted[name], measured.get(name)]
      const value = known?.value ?? own?.value ?? null
      return [name, own?.interval ? { value, interval: [own.interval[0], own.interval[1]], method: own.method } : { value, interval: known?.interval ?? null, method: known?.method ?? null }]
    }),
  )
}
