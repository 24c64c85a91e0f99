import type { TrainerMethods } from '@shared/engine/trainer-methods'
import { importanceDefaults } from '@shared/run/importance'
import type { RunRecord } from '@shared/run/run-record'
import type { PredictOptions } from '../predict/predict-verbs'
import type { RunService } from '../runs/run-verbs'
import type { EvaluateService, ImportanceRequest } from './proof-verbs'
import type { EngineProcess } from '../engine-process/engine-process'
import { modelFolder } from '../runs/model-folder'
import { preparedRows } from '../runs/prepared-rows'
import type { PreparedRowsOptions } from '../runs/prepared-rows'
import { keptPart } from './kept-importance'
import { refuseUnscorable } from './scorable'
import { noteTestLook } from './test-look'

export interface ImportanceServiceOptions extends PreparedRowsOptions {
  readonly runs: RunService
  /** Of kind `trees`: the baseline engine, which keeps the same contract. */
  readonly startTrainer: (kind?: RunRecord['kind']) => EngineProcess<TrainerMethods>
  /** Scores rows that were left unscored, and records it. */
  readonly evaluate: EvaluateService['evaluate']
}

/** Which columns a run with weights of its own depends on (of an ensemble: ensemble-importance.ts). What is measured with the best weights is kept in the run's folder and found there again. */
export function createImportanceService(options: ImportanceServiceOptions): Pick<EvaluateService, 'importance' | 'keptImportance'> {
  return {
    async keptImportance({ run: named, on }) {
      const detail = await options.runs.get(named)
      const kept = await keptPart(detail, on)
      return kept === null ? null : { run: detail.record.id, on, recorded: true, ...kept }
    },
    async importance(request: ImportanceRequest, { signal, onProgress }: PredictOptions = {}) {
      const { run: named, on, epoch: which = 'best' } = request
      const detail = await options.runs.get(named)
      const { record, dir } = detail
      refuseUnscorable(record, on)
      const best = which === 'best' || which === record.best?.epoch
      // The metrics that it starts from are a look at the rows, which is recorded before anything is shown.
      if (best && detail.evaluation !== null && detail.evaluation[on] === null) await options.evaluate({ run: record.id, on })
      const kept = best ? await keptPart(detail, on) : null
      const repeats = request.repeats ?? kept?.repeats ?? importanceDefaults.repeats
      const seed = request.seed ?? kept?.seed ?? importanceDefaults.seed
      if (kept !== null && kept.repeats === repeats && kept.seed === seed) return { run: record.id, on, recorded: true, ...kept }

      const modelDir = await modelFolder(detail, which)
      const epoch = best ? (record.best?.epoch ?? 0) : which === 'last' ? (record.last?.epoch ?? 0) : Number(which)
      const weights = best ? (record.weights?.best ?? null) : which === 'last' ? (record.weights?.last ?? null) : null
      const keep = best && !options.workspace.readOnly
      onProgress?.({ doing: 'preparing', share: null })
      const prepared = await preparedRows(record, options, signal)
      const trainer = options.startTrainer(record.kind)
      try {
        const measured = await trainer.request(
          'importance',
          { runDir: dir, preparedDir: prepared.dir, record, part: on, modelDir, epoch, weights, repeats, seed, keep },
          { signal, onEvent: ({ done, of }) => onProgress?.({ doing: 'shuffling columns', share: done / of }) },
        )
        if (on === 'test' && !best && !options.workspace.readOnly) await noteTestLook(dir, { epoch, at: measured.computedAt })
        return { run: record.id, on, recorded: keep, ...measured }
      } finally {
        await trainer.stop()
      }
    },
  }
}
