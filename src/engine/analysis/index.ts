import { analysisMethods } from '@shared/engine/analysis-methods'
import { selectRuns } from '@shared/run/select-runs'
import { serveEngine } from '../channel/serve-engine'
import { compareRuns, flips } from './compare/compare-runs'
import { errorQuantile } from './error-quantile'
import { RunIndex } from './run-index'
import { weightsDifference } from './weights-difference'

/** Runs in one message: a few milliseconds of work for the receiver. */
const atOnce = 200

let index: { readonly key: string; readonly runs: RunIndex } | null = null

function indexOf({ runsDir, indexFile }: { readonly runsDir: string; readonly indexFile: string }): RunIndex {
  const key = `${runsDir}\n${indexFile}`
  if (index?.key !== key) index = { key, runs: new RunIndex(runsDir, indexFile) }
  return index.runs
}

serveEngine('analysis', analysisMethods, {
  indexRuns: async ({ select, ...workspace }, { emit }) => {
    const all = indexOf(workspace).list()
    const entries = select === undefined ? all : selectRuns(all, select)
    for (let from = 0; from < entries.length; from += atOnce) emit(entries.slice(from, from + atOnce))
    return entries.length
  },
  changedRuns: async ({ except, ...workspace }) => indexOf(workspace).changes(new Set(except)),
  errorQuantile: async ({ dir, coverage }) => errorQuantile(dir, coverage),
  weightsDifference: async ({ a, b }) => weightsDifference(a, b),
  compare: compareRuns,
  flippedRows: async (request) => flips(request),
})
