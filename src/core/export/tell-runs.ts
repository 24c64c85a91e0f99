import { access } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { ExchangeMethods, SentRun } from '@shared/engine/exchange-methods'
import type { ResultOf } from '@shared/engine/wire'
import { seriesOf, tellRun } from '@shared/export/told-run'
import type { EpochMetrics } from '@shared/run/epoch-metrics'
import { studyId } from '@shared/study/study'
import type { PredictOptions } from '../predict/predict-verbs'
import type { RunService } from '../runs/run-verbs'
import type { ExportRequest } from './export-verbs'
import type { EngineProcess } from '../engine-process/engine-process'
import type { StudyService } from '../studies/study-verbs'
import type { Workspace } from '../workspace/workspace'
import { inScratchFolder } from '../workspace/scratch-folder'

export interface TellOptions {
  readonly workspace: Workspace
  readonly runs: RunService
  readonly studies: Pick<StudyService, 'get'>
  readonly startExchange: () => EngineProcess<ExchangeMethods>
}

/** A run, or the runs of a study that is named by its id. */
async function runsOf({ runs, studies }: TellOptions, named: string) {
  if (!studyId.safeParse(named).success) return [await runs.get(named)]
  const { trials } = await studies.get(named)
  const ids = trials.flatMap(({ run }) => (run === null || run === undefined ? [] : [run]))
  return Promise.all(ids.map((id) => runs.get(id)))
}

/** Event files of a run, or of each run of a study, in folders of their own in `out`, read back before they are kept. */
export async function writeTensorBoard(options: TellOptions, { run, ownReader = false }: Pick<ExportRequest, 'run' | 'ownReader'>, out: string, { signal }: PredictOptions): Promise<ResultOf<ExchangeMethods['writeEvents']>> {
  const told = (await runsOf(options, run)).map(tellRun)
  const exchange = options.startExchange()
  try {
    return await exchange.request('writeEvents', { runs: told, out, check: { ownReader } }, { signal })
  } finally {
    await exchange.stop()
  }
}

/**
 * Event files of a run that is being trained, epoch by epoch. The answer ends it, when everything that was heard is written. What cannot be
 * written any more is told by that end; the training knows nothing of it.
 */
export async function followTensorBoard(options: TellOptions, id: string, out: string, beside: boolean): Promise<() => Promise<void>> {
  const exchange = options.startExchange()
  const heard: EpochMetrics[][] = []
  let append = (metrics: readonly EpochMetrics[]) => void heard.push([...metrics])
  // Before anything is asked: no epoch may end unheard.
  const unsubscribe = options.runs.subscribe((event) => {
    if (event.kind === 'epochs' && event.id === id) append(event.metrics)
  })
  let work: Promise<unknown> = Promise.resolve()
  try {
    const told = tellRun(await options.runs.get(id))
    const { files: [file = ''] } = await exchange.request('writeEvents', { runs: [told], out, beside })
    const written = new Set(told.series.flatMap(({ points }) => points.map(({ step }) => step)))
    append = (metrics) => {
      const series = seriesOf(metrics.filter(({ epoch }) => !written.has(epoch)))
      work = work.then(() => exchange.request('appendScalars', { folder: join(out, dirname(file)), file: basename(file), series }))
      // Told at the end, once.
      work.catch(() => undefined)
    }
    for (const metrics of heard) append(metrics)
  } catch (thrown) {
    unsubscribe()
    await exchange.stop()
    throw thrown
  }
  return async () => {
    unsubscribe()
    try {
      await work
    } finally {
      await exchange.stop()
    }
  }
}

/** Names under which runs go to a tracking server. */
const experimentOf = (dataset: string): string => `crossfade: ${dataset}`

/**
 * A run, or each run of a study, to a tracking server: its settings, metrics, tags, its files and, where `model` writes one, its model as ONNX.
 */
export async function sendToMlflow(
  options: TellOptions,
  { run: named, out }: Pick<ExportRequest, 'run' | 'out'>,
  model: (run: string, path: string) => Promise<boolean>,
  { signal, onProgress }: PredictOptions,
): Promise<readonly SentRun[]> {
  const all = await runsOf(options, named)
  return inScratchFolder(options.workspace, 'mlflow', async (scratch) => {
    const sent: SentRun[] = []
    for (const [place, run] of all.entries()) {
      onProgress?.({ doing: 'sending', share: place / all.length })
      const { id } = run.record
      const onnx = join(scratch, `${id}.onnx`)
      const artifacts = await there(run.dir, ['run.json', 'metrics.jsonl', 'pipeline.json', 'evaluation.json', 'importance.json', 'notes.json'])
      const written = await model(id, onnx)
      const exchange = options.startExchange()
      try {
        sent.push(await exchange.request('sendRun', { address: out, experiment: experimentOf(run.record.dataset.name), run: tellRun(run), artifacts, onnx: written ? onnx : null }, { signal }))
      } finally {
        await exchange.stop()
      }
    }
    return sent
  })
}

async function there(dir: string, names: readonly string[]): Promise<{ readonly path: string; readonly name: string }[]> {
  const found = await Promise.all(names.map((name) => access(join(dir, name)).then(() => [{ path: join(dir, name), name: `run/${name}` }], () => [])))
  return found.flat()
}
