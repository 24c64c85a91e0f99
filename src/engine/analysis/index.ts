import { analysisMethods } from '@shared/engine/analysis-methods'
import { serveEngine } from '../channel/serve-engine'
import { compareRuns, flips } from './compare/compare-runs'
import { RunIndex } from './run-index'

let index: { readonly key: string; readonly runs: RunIndex } | null = null

serveEngine('analysis', analysisMethods, {
  indexRuns: async ({ runsDir, indexFile }) => {
    const key = `${runsDir}\n${indexFile}`
    if (index?.key !== key) index = { key, runs: new RunIndex(runsDir, indexFile) }
    return index.runs.list()
  },
  compare: compareRuns,
  flippedRows: async (request) => flips(request),
})
