import { analysisMethods } from '@shared/engine/analysis-methods'
import { serveEngine } from '../channel/serve-engine'
import { compareRuns } from './compare/compare-runs'
import { ensembleScores } from './compare/ensemble-scores'
import { confusionPair, flips } from './compare/look-at-pair'
import { measureRun } from './compare/measure-run'
import { CompareMemory } from './compare/memory'
import { runCurves } from './compare/run-curves'
import { measureDrift } from './drift/measure-drift'
import { errorQuantile } from './error-quantile'
import { badRows } from './evaluation/bad-rows'
import { classView } from './evaluation/classes-overview'
import { evaluationOverview } from './evaluation/overview'
import { RunIndex } from './run-index'
import { slimmed } from './slim-entry'
import { meanWorsening } from './importance/mean-worsening'
import { shuffledRows } from './importance/shuffled-rows'
import { measureSlices } from './slices/measure-slices'
import { measureStorage } from './storage/measure-storage'
import { pruneStorage } from './storage/prune-storage'
import { studyReport } from './study/study-report'
import { weightsDifference } from './weights-difference'

/** Runs in one message: a few milliseconds of work for the receiver. */
const atOnce = 200

/** What comparisons worked out stays for the next one. */
const memory = new CompareMemory()

let index: { readonly key: string; readonly runs: RunIndex } | null = null

function indexOf({ runsDir, indexFile }: { readonly runsDir: string; readonly indexFile: string }): RunIndex {
  const key = `${runsDir}\n${indexFile}`
  if (index?.key !== key) index = { key, runs: new RunIndex(runsDir, indexFile) }
  return index.runs
}

serveEngine('analysis', analysisMethods, {
  indexRuns: async ({ select, slim, ...workspace }, { emit }) => {
    const entries = indexOf(workspace).list(select)
    for (let from = 0; from < entries.length; from += atOnce) {
      const some = entries.slice(from, from + atOnce)
      emit(slim === true ? some.map(slimmed) : some)
    }
    return entries.length
  },
  changedRuns: async ({ except, ...workspace }) => indexOf(workspace).changes(new Set(except)),
  drift: measureDrift,
  errorQuantile: async ({ dir, coverage }) => errorQuantile(dir, coverage),
  weightsDifference: async ({ a, b }) => weightsDifference(a, b),
  storageUse: async ({ dir, largest }) => measureStorage(dir, largest),
  pruneStorage: async ({ dir, rules, dryRun }) => pruneStorage(dir, rules, dryRun),
  evaluationOverview,
  classView: async (request) => classView(request),
  badRows: async (request) => badRows(request),
  compare: (request, work) => compareRuns(request, work, memory),
  slices: async (input) => measureSlices(input, memory),
  flippedRows: async (request) => flips(request, memory),
  confusionPair: async (request) => confusionPair(request, memory),
  runCurves: async ({ dirs }) => dirs.map((dir) => runCurves(dir, memory)),
  measureRun: async (request) => measureRun(request, memory),
  studyReport: async (request) => studyReport(request),
  shuffledRows: (request) => shuffledRows(request),
  meanWorsening: (request) => meanWorsening(request),
  ensembleScores: async (request) => ensembleScores(request, memory),
})
