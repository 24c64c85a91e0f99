import { copyFile, mkdir, rm } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import { fromEnvelope, toEnvelope } from '@shared/errors'
import { beginAgain } from '@shared/run/begin-again'
import type { RunDetail } from '@shared/run/run-detail'
import type { RunRecord } from '@shared/run/run-record'
import type { PredictOptions, RunService, VerifyResult, VerifyService } from '../core'
import type { EngineProcess } from '../engine-process/engine-process'
import { preparedRows } from '../runs/prepared-rows'
import type { PreparedRowsOptions } from '../runs/prepared-rows'
import { writeRunRecord } from '../runs/run-folder'

export interface VerifyServiceOptions extends PreparedRowsOptions {
  readonly runs: RunService
  readonly analysisEngine: () => EngineProcess<AnalysisMethods>
  readonly startTrainer: () => EngineProcess<TrainerMethods>
}

/** Trains a run once more from its record, with its mode and threads, and compares the weights. Nothing of the run changes. */
export function createVerifyService(options: VerifyServiceOptions): VerifyService {
  return {
    async verify(named, work = {}) {
      const detail = await options.runs.get(named)
      const { record } = detail
      const obstacle = obstacleTo(record)
      if (obstacle !== null) return cannot(record, obstacle)
      const prepared = await preparedRows(record, options, work.signal).catch((thrown: unknown) => toEnvelope(thrown))
      if ('code' in prepared) {
        if (prepared.code === 'cancelled') throw fromEnvelope(prepared)
        return cannot(record, prepared.message)
      }
      const dir = join(options.workspace.tmpDir, `verify-${process.pid}-${record.id}`)
      try {
        await mkdir(dir, { recursive: true })
        await copyFile(join(prepared.dir, 'pipeline.json'), join(dir, 'pipeline.json'))
        const again = await trainAgain(options, record, dir, prepared.dir, work)
        return await compared(options, detail, again, dir)
      } finally {
        await rm(dir, { recursive: true, force: true })
      }
    },
  }
}

async function trainAgain({ startTrainer }: VerifyServiceOptions, record: RunRecord, runDir: string, preparedDir: string, { signal, onProgress }: PredictOptions): Promise<RunRecord> {
  const { experiment, engine } = record
  const training = { ...experiment.training, engine: engine?.mode ?? experiment.training.engine, scoreTest: false }
  const fresh: RunRecord = {
    ...beginAgain(record, 'preparing'),
    experiment: { ...experiment, training },
    engine: null,
    epochs: 0,
    best: null,
    last: null,
    test: null,
    weights: null,
  }
  await writeRunRecord(runDir, fresh)
  const trainer = startTrainer()
  try {
    return await trainer.request(
      'train',
      { runDir, preparedDir, record: fresh, resume: false },
      {
        signal,
        onEvent: (event) => {
          if (event.kind === 'epoch') onProgress?.({ doing: `epoch ${event.metrics.epoch}/${record.epochs}`, share: event.metrics.epoch / Math.max(1, record.epochs) })
        },
      },
    )
  } finally {
    await trainer.stop()
  }
}

async function compared({ analysisEngine }: VerifyServiceOptions, { record, dir }: RunDetail, again: RunRecord, againDir: string): Promise<VerifyResult> {
  const weights = { recorded: record.weights, again: again.weights }
  const tensorflow = [record.environment?.tensorflow, again.environment?.tensorflow] as const
  if (tensorflow[0] !== tensorflow[1]) {
    return { run: record.id, verdict: 'cannot', reason: `It was trained with TensorFlow ${tensorflow[0] ?? 'unknown'}, and ${tensorflow[1] ?? 'another one'} is installed here.`, weights, maxDifference: null }
  }
  if (record.engine?.mode !== again.engine?.mode || record.engine?.threads !== again.engine?.threads) {
    return { run: record.id, verdict: 'cannot', reason: `It was trained in ${record.engine?.mode ?? '?'} mode with ${record.engine?.threads ?? '?'} threads, and this machine did it in ${again.engine?.mode ?? '?'} mode with ${again.engine?.threads ?? '?'}.`, weights, maxDifference: null }
  }
  if (weights.again !== null && weights.recorded?.best === weights.again.best && weights.recorded.last === weights.again.last) {
    return { run: record.id, verdict: 'same', reason: `Trained again for ${again.epochs} epochs: every weight is the same, to the last bit.`, weights, maxDifference: 0 }
  }
  const maxDifference = await analysisEngine().request('weightsDifference', { a: join(dir, 'model', 'last'), b: join(againDir, 'model', 'last') })
  const how = maxDifference === null ? 'The models have another shape.' : `Weights differ by up to ${maxDifference.toPrecision(3)}.`
  return { run: record.id, verdict: 'differs', reason: `${how} It ended after ${again.epochs} epochs (recorded: ${record.epochs}).`, weights, maxDifference }
}

/** Why a run cannot be proved at all; null: it can be tried. */
function obstacleTo(record: RunRecord): string | null {
  const { environment, status, weights } = record
  if (record.kind !== 'layers') return `A run of kind ${record.kind} is not trained by steps.`
  if (status !== 'completed' || weights === null) return `It is ${status}: only a run that was completed can be trained to the same end.`
  if (environment === null) return 'It does not say on what machine it was trained.'
  const cpu = cpus()[0]?.model ?? ''
  if (environment.arch !== process.arch || environment.platform !== process.platform || environment.cpu !== cpu) {
    return `It was trained on another machine (${environment.cpu || environment.arch}); the last bits of sums differ between processors.`
  }
  return null
}

const cannot = (record: RunRecord, reason: string): VerifyResult => ({
  run: record.id,
  verdict: 'cannot',
  reason,
  weights: { recorded: record.weights, again: null },
  maxDifference: null,
})
