import { copyFile, mkdir, rm } from 'node:fs/promises'
import { cpus, hostname } from 'node:os'
import { join } from 'node:path'
import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import { CrossfadeError, fromEnvelope, toEnvelope } from '@shared/errors'
import { beginAgain } from '@shared/run/begin-again'
import type { RunDetail } from '@shared/run/run-detail'
import type { RunRecord } from '@shared/run/run-record'
import { canResume } from '@shared/run/run-state'
import { settingsInForce, withSegment } from '@shared/run/segments'
import { stretchesOf } from '@shared/run/stretches'
import type { PredictOptions } from '../predict/predict-verbs'
import type { RunService } from '../runs/run-verbs'
import type { VerifyService } from './proof-verbs'
import type { VerifyResult } from '@shared/run/proof'
import type { EngineProcess } from '../engine-process/engine-process'
import { preparedRows } from '../runs/prepared-rows'
import type { PreparedRowsOptions } from '../runs/prepared-rows'
import { writeRunRecord } from '../runs/run-folder'
import { startDirOf } from '../runs/start-dir'

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

/** Trains stretch by stretch, as the run was trained: towards the same number of epochs, stopped at the same step. */
async function trainAgain({ startTrainer, workspace }: VerifyServiceOptions, record: RunRecord, runDir: string, preparedDir: string, { signal, onProgress }: PredictOptions): Promise<RunRecord> {
  const training = { ...settingsInForce(record), scoreTest: false, keepEvery: 0 }
  const start = await startDirOf(workspace, record, false)
  const trainer = startTrainer()
  const wanted = Math.max(1, record.epochs)
  let current: RunRecord = {
    ...beginAgain(record, 'preparing'),
    experiment: { ...record.experiment, training },
    engine: null,
    epochs: 0,
    best: null,
    last: null,
    test: null,
    weights: null,
  }
  try {
    for (const [place, { until, stopAt }] of stretchesOf(record).entries()) {
      const segments = withSegment({ ...current, segments: [] }, place === 0 ? 'start' : 'train-on', until, record.created, { crossfade: '', host: '' })
      const fresh: RunRecord = { ...beginAgain(current, 'preparing'), segments }
      await writeRunRecord(runDir, fresh)
      const input = { runDir, preparedDir, record: fresh, resume: place > 0, ...start, ...(stopAt === null ? {} : { stopAt }) }
      current = await trainer.request('train', input, {
        signal,
        onEvent: (event) => {
          if (event.kind === 'epoch') onProgress?.({ doing: `epoch ${event.metrics.epoch} of ${wanted}`, share: Math.min(1, event.metrics.epoch / wanted) })
        },
      })
      // A training that is asked to end early answers what it has: that is no proof.
      if (signal?.aborted === true) throw new CrossfadeError('cancelled', 'Cancelled: nothing was proved, and nothing of the run has changed.')
    }
    return current
  } finally {
    await trainer.stop()
  }
}

async function compared({ analysisEngine }: VerifyServiceOptions, { record, dir }: RunDetail, again: RunRecord, againDir: string): Promise<VerifyResult> {
  const weights = { recorded: record.weights, again: again.weights }
  const told = (verdict: VerifyResult['verdict'], reason: string, maxDifference: number | null): VerifyResult => ({ run: record.id, verdict, reason, weights, maxDifference })
  const tensorflow = [record.environment?.tensorflow, again.environment?.tensorflow] as const
  if (tensorflow[0] !== tensorflow[1]) return told('cannot', `It was trained with TensorFlow ${tensorflow[0] ?? 'unknown'}, and ${tensorflow[1] ?? 'another one'} is installed here.`, null)
  if (record.engine?.mode !== again.engine?.mode || record.engine?.threads !== again.engine?.threads) {
    return told('cannot', `It was trained in ${record.engine?.mode ?? '?'} mode with ${record.engine?.threads ?? '?'} threads, and this machine did it in ${again.engine?.mode ?? '?'} mode with ${again.engine?.threads ?? '?'}.`, null)
  }
  if (weights.again !== null && weights.recorded?.best === weights.again.best && weights.recorded.last === weights.again.last) {
    return told('same', `Trained again for ${counted(again.epochs)}${historyOf(record)}: every weight is the same, to the last bit.`, 0)
  }
  const stop = record.segments[record.segments.length - 1]
  if (record.status === 'stopped' && stop?.position === null && weights.again !== null && weights.recorded?.best === weights.again.best) {
    return told('same', `Trained again for ${counted(again.epochs)}: the best weights are the same, to the last bit. Where exactly it was stopped is not recorded, so its last weights cannot be compared.`, null)
  }
  const maxDifference = await analysisEngine().request('weightsDifference', { a: join(dir, 'model', 'last'), b: join(againDir, 'model', 'last') })
  const how = maxDifference === null ? 'The models have another shape.' : `The last weights differ by up to ${maxDifference.toPrecision(3)}.`
  return told('differs', `${how} It ended after ${counted(again.epochs)} (recorded: ${record.epochs}).`, maxDifference)
}

const counted = (epochs: number): string => (epochs === 1 ? '1 epoch' : `${epochs} epochs`)

/** What became of the run on its way, where that was more than one training. */
function historyOf(record: RunRecord): string {
  const stretches = stretchesOf(record).length
  const breaks = record.segments.length - stretches
  const parts = [
    ...(stretches > 1 ? [`in the ${stretches} stretches that it was trained in`] : []),
    ...(breaks > 0 ? [`in one go where it was broken off ${breaks === 1 ? 'once' : `${breaks} times`}`] : []),
    ...(record.status === 'stopped' ? ['up to the step at which it was stopped'] : []),
  ]
  return parts.length === 0 ? '' : `, ${parts.join(', ')}`
}

/** Why a run cannot be proved at all; null: it can be tried. */
function obstacleTo(record: RunRecord): string | null {
  const { environment, status, weights } = record
  if (record.kind === 'imported') return 'It was read from another program: what it was trained on and its weights are not here.'
  if (record.kind !== 'layers') return `A run of kind ${record.kind} is not trained by steps.`
  if (status !== 'completed' && status !== 'stopped') return `It is ${status}${weights === null ? ', and has no finished weights' : ''}: only a run that was completed or stopped can be trained to the same end.${canResume(status, true) ? ' Resume it to its end first.' : ''}`
  if (weights === null) return 'It ended before its first epoch did, so it has no weights to compare.'
  const elsewhere = record.segments.find((segment) => segment.host !== '' && segment.host !== hostname() && record.segments.length > 1)
  if (elsewhere !== undefined) return `A part of it was trained on another machine (${elsewhere.host}); the last bits of sums differ between processors.`
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
