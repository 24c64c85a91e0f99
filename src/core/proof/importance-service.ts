import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import { CrossfadeError } from '@shared/errors'
import { readVersioned } from '@shared/files/versioned'
import { importanceDefaults } from '@shared/run/importance'
import type { Importance, PartImportance } from '@shared/run/importance'
import type { RunDetail } from '@shared/run/run-detail'
import type { RunRecord } from '@shared/run/run-record'
import { importanceFormat } from '@shared/run/run-formats'
import type { PredictOptions } from '../predict/predict-verbs'
import type { RunService } from '../runs/run-verbs'
import type { EvaluateService, ImportanceRequest } from './proof-verbs'
import type { EngineProcess } from '../engine-process/engine-process'
import { systemCode } from '../files/file-error'
import { modelFolder } from '../runs/model-folder'
import { preparedRows } from '../runs/prepared-rows'
import type { PreparedRowsOptions } from '../runs/prepared-rows'
import { refuseUnscorable } from './scorable'
import { noteTestLook } from './test-look'

export interface ImportanceServiceOptions extends PreparedRowsOptions {
  readonly runs: RunService
  /** Of kind `trees`: the baseline engine, which keeps the same contract. */
  readonly startTrainer: (kind?: RunRecord['kind']) => EngineProcess<TrainerMethods>
  /** Scores rows that were left unscored, and records it. */
  readonly evaluate: EvaluateService['evaluate']
}

/** Which columns a run depends on. What is measured with the best weights is kept in the run's folder and found there again. */
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
      if (record.kind === 'ensemble') throw new CrossfadeError('not-available', `${record.id} is an ensemble, which has no weights of its own. Ask its members.`)
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

/** What was measured before, with the weights that the run has now. */
async function keptPart({ dir, record }: RunDetail, on: 'validation' | 'test'): Promise<PartImportance | null> {
  const part = (await readImportance(dir))?.[on] ?? null
  return part !== null && part.weights === (record.weights?.best ?? null) ? part : null
}

async function readImportance(dir: string): Promise<Importance | null> {
  const path = join(dir, 'importance.json')
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return null
    throw new CrossfadeError('run-unreadable', `${path} cannot be read (${systemCode(thrown) ?? String(thrown)}).`)
  }
  const read = readVersioned(text, importanceFormat)
  if (read.kind === 'bad') throw new CrossfadeError('run-unreadable', `${path} cannot be read: ${read.reason}. Delete it to have it measured anew.`)
  return read.value
}
