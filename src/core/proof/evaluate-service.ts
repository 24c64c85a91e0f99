import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { RunRecord } from '@shared/run/run-record'
import { testSeen } from '@shared/run/test-looks'
import type { RunService } from '../runs/run-verbs'
import type { EvaluateRequest, EvaluateResult, EvaluateService } from './proof-verbs'
import type { EngineProcess } from '../engine-process/engine-process'
import { modelFolder } from '../runs/model-folder'
import { preparedRows } from '../runs/prepared-rows'
import type { PreparedRowsOptions } from '../runs/prepared-rows'
import { readRunRecord } from '../runs/run-folder'
import { requireWritable } from '../workspace/workspace'
import { createImportanceService } from './importance-service'
import { refuseUnscorable } from './scorable'
import { createSlicesService } from './slices-service'
import { noteTestLook } from './test-look'

export interface EvaluateServiceOptions extends PreparedRowsOptions {
  readonly runs: RunService
  readonly analysisEngine: () => EngineProcess<AnalysisMethods>
  /** Of kind `trees`: the baseline engine, which keeps the same contract. */
  readonly startTrainer: (kind?: RunRecord['kind']) => EngineProcess<TrainerMethods>
}

/** What a run is worth on a part of its rows: as it was recorded, or measured now. */
export function createEvaluateService(options: EvaluateServiceOptions): EvaluateService {
  const scores = createScoring(options)
  return { ...scores, ...createImportanceService({ ...options, ...scores }), ...createSlicesService({ ...options, ...scores }) }
}

function createScoring(options: EvaluateServiceOptions): Pick<EvaluateService, 'evaluate'> {
  return {
    async evaluate({ run: named, on, epoch: which = 'best' }: EvaluateRequest): Promise<EvaluateResult> {
      const detail = await options.runs.get(named)
      const { record, dir, evaluation } = detail
      refuseUnscorable(record, on)
      const best = which === 'best' || which === record.best?.epoch
      const epoch = best ? (record.best?.epoch ?? 0) : which === 'last' ? (record.last?.epoch ?? 0) : Number(which)
      // What an earlier end of the run scored still tells of the weights that it had then.
      const recorded = best ? evaluation?.[on] : [evaluation?.[on], detail.outdated?.[on]].find((part) => part?.epoch === epoch)
      if (recorded !== null && recorded !== undefined) return { run: record.id, on, recorded: true, ...recorded, ...seenIn(record, on) }

      const modelDir = await modelFolder(detail, which)
      // What the best weights say is part of the run; what other epochs say is an answer to a question.
      const keep = best && evaluation !== null
      if (keep) requireWritable(options.workspace)
      const prepared = await preparedRows(record, options)
      const scratch = keep ? null : join(options.workspace.tmpDir, `evaluate-${process.pid}-${Date.now()}`)
      const trainer = options.startTrainer(record.kind)
      try {
        if (scratch !== null) await mkdir(scratch, { recursive: true })
        const scored = await trainer.request('score', { runDir: dir, preparedDir: prepared.dir, record, part: on, modelDir, epoch, scratch })
        // A look at test rows is recorded, with whatever weights: an epoch that is chosen by them is no longer judged by them.
        if (on === 'test' && !keep && !options.workspace.readOnly) await noteTestLook(dir, { epoch, at: scored.scoredAt })
        return { run: record.id, on, recorded: keep, ...scored, ...seenIn(on === 'test' ? await readRunRecord(dir) : record, on) }
      } finally {
        await trainer.stop()
        if (scratch !== null) await rm(scratch, { recursive: true, force: true })
      }
    },
  }
}

const seenIn = (record: RunRecord, on: 'validation' | 'test'): { readonly seen?: string } => {
  const seen = on === 'test' ? testSeen(record) : null
  return seen === null ? {} : { seen }
}
