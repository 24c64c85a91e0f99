import { join } from 'node:path'
import { analysisMethods } from '@shared/engine/analysis-methods'
import { dataMethods } from '@shared/engine/data-methods'
import { exchangeMethods } from '@shared/engine/exchange-methods'
import type { EngineRole } from '@shared/engine/roles'
import { trainerMethods } from '@shared/engine/trainer-methods'
import { cacheLimitBytes } from '@shared/workspace/storage'
import type { EngineMethod } from '@shared/engine/wire'
import { runId } from '@shared/run/run-record'
import type { RunRecord } from '@shared/run/run-record'
import type { z } from 'zod'
import { createCardService } from './card/card-service'
import { createCompareService } from './compare/compare-service'
import { createEnsembleService, withEnsembles } from './compare/ensemble-service'
import type { Core } from './core'
import { createDatasetService } from './datasets/dataset-service'
import type { StartEngine } from './engine-process/engine-child'
import { engineProbe } from './engine-process/engine-probe'
import { describeExit, EngineProcess } from './engine-process/engine-process'
import { createExportService } from './export/export-service'
import { createImportService } from './import/import-service'
import { createEvaluationViewsService } from './evaluation/evaluation-views-service'
import { createPredictService } from './predict/predict-service'
import { createRowFormService } from './predict/row-form-service'
import { withEnsembleImportance } from './proof/ensemble-importance'
import { createEvaluateService } from './proof/evaluate-service'
import { createVerifyService } from './proof/verify-service'
import { importedPath, isImportedId } from './runs/imported-entries'
import { createRunService } from './runs/run-service'
import { createStorageService } from './storage/storage-service'
import type { MoveToTrash } from './storage/storage-service'
import { createStudyService } from './studies/study-service'
import { enterWorkspace } from './workspace/enter-workspace'

export interface CoreOptions {
  readonly workspaceDir: string
  readonly startEngine: StartEngine
  readonly log?: (line: string) => void
  /** Where the last used workspace is remembered; null: nowhere. */
  readonly configDir?: string | null
  /** A program that stays, such as the window: it works off what waits in the queue of a program that is gone, and hears what others do. */
  readonly resident?: boolean
  /** The trash of the system, where the bin is emptied to. Absent: there is none. */
  readonly moveToTrash?: MoveToTrash
}

/** Opens the workspace, or makes it, and builds the services over it. Throws `workspace-unavailable`, `disk-full`. */
export async function createCore(options: CoreOptions): Promise<Core> {
  const log = options.log ?? (() => undefined)
  const workspace = await enterWorkspace(options.workspaceDir, options.configDir)

  const start = <M extends Readonly<Record<string, EngineMethod<z.ZodType, unknown, unknown>>>>(role: EngineRole, methods: M) =>
    new EngineProcess({
      role,
      methods,
      startEngine: options.startEngine,
      onExit: (exit, wanted) => {
        if (!wanted) log(`engine ${role}: ${describeExit(exit)}`)
      },
    })
  const dataEngine = kept(() => start('data', dataMethods))
  // Where somebody looks at the table, it must answer while an audit or a preparation works: that one gets a process of its own.
  const workEngine = options.resident === true ? kept(() => start('data', dataMethods)) : dataEngine
  const analysisEngine = kept(() => start('analysis', analysisMethods))
  // Tests of many pairs take seconds: the list of runs must not wait for them where somebody looks at it.
  const compareEngine = options.resident === true ? kept(() => start('analysis', analysisMethods)) : analysisEngine
  const startTrainer = (kind: RunRecord['kind'] = 'layers') => start(kind === 'trees' ? 'baseline' : 'trainer', trainerMethods)
  const startExchange = () => start('exchange', exchangeMethods)

  const datasets = createDatasetService({ workspace, dataEngine: dataEngine.get, workEngine: workEngine.get, shown: options.resident === true, log })
  const service = createRunService({ workspace, datasets, dataEngine: workEngine.get, analysisEngine: analysisEngine.get, startTrainer, resident: options.resident === true, log })
  const over = { workspace, datasets, runs: service.runs, dataEngine: workEngine.get, analysisEngine: analysisEngine.get, startTrainer }
  // A queue that cannot be read must not keep the workspace closed.
  if (options.resident === true) await service.settle().catch((thrown: unknown) => log(String(thrown)))
  const withMembers = { workspace, runs: service.runs, analysisEngine: compareEngine.get }
  const evaluations = withEnsembleImportance(withEnsembles(createEvaluateService(over), withMembers), { ...over, analysisEngine: compareEngine.get })
  /** A full id names its folder by itself: no epoch of the run is read for it. */
  const locate = async (named: string) => {
    if (runId.safeParse(named).success) return { id: named, dir: isImportedId(named) ? importedPath(workspace, named) : join(workspace.runsDir, named) }
    const { record, dir } = await service.runs.get(named)
    return { id: record.id, dir }
  }
  const studying = createStudyService({ workspace, datasets, runs: service.runs, evaluations, analysisEngine: compareEngine.get, desk: service.desk, trainers: service.trainers, resident: options.resident === true, log })
  const storage = createStorageService({ workspace, analysisEngine: analysisEngine.get, moveToTrash: options.moveToTrash ?? (() => Promise.resolve(false)) })
  if (options.resident === true && !workspace.readOnly) void storage.prune([{ kind: 'cache', keepBytes: cacheLimitBytes }], false).catch((thrown: unknown) => log(`cache: ${String(thrown)}`))
  const cards = createCardService({ workspace, datasets, runs: service.runs })
  const rowForms = createRowFormService(over)
  const probing = engineProbe(startTrainer)

  return {
    workspace,
    datasets,
    runs: service.runs,
    queue: service.queue,
    predictions: createPredictService(over),
    rowForms,
    evaluations,
    evaluationViews: createEvaluationViewsService({ runs: service.runs, analysisEngine: analysisEngine.get }),
    proofs: createVerifyService(over),
    exports: createExportService({ ...over, startExchange, studies: studying.studies, cards }),
    cards,
    imports: createImportService({ workspace, startExchange }),
    storage,
    studies: studying.studies,
    comparisons: createCompareService({ ...over, locate, testEngine: compareEngine.get }),
    ensembles: createEnsembleService(withMembers),
    probeEngine: probing.ask,
    close: async () => {
      probing.end()
      await rowForms.close()
      await studying.close()
      await service.close()
      await Promise.all([analysisEngine.stop(), compareEngine.stop(), dataEngine.stop(), workEngine.stop()])
    },
  }
}

interface Kept<Process> {
  readonly get: () => Process
  readonly stop: () => Promise<void>
}

/** One process, started when first needed, and started anew when the one before has died. */
function kept<Process extends { readonly running: boolean; stop(): Promise<void> }>(start: () => Process): Kept<Process> {
  let current: Process | null = null
  return {
    get: () => {
      if (current === null || !current.running) current = start()
      return current
    },
    stop: async () => {
      await current?.stop()
    },
  }
}
