import { mkdir, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { DataMethods } from '@shared/engine/data-methods'
import type { ExchangeMethods, Positive } from '@shared/engine/exchange-methods'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import { assertNever } from '@shared/assert-never'
import { CrossfadeError } from '@shared/errors'
import { checkedRows, isModelFormat, placeOf } from '@shared/export/formats'
import type { ExportResult } from '@shared/export/export-result'
import type { Checked, ExportFormat, ModelFormat } from '@shared/export/formats'
import { placeError } from '@shared/export/place-error'
import type { Pipeline } from '@shared/recipe/pipeline'
import type { RunDetail } from '@shared/run/run-detail'
import { studyId } from '@shared/study/study'
import type { CardService } from '../card/card-verbs'
import type { DatasetService } from '../datasets/dataset-verbs'
import type { PredictOptions } from '../predict/predict-verbs'
import type { RunService } from '../runs/run-verbs'
import type { ExportRequest, ExportService } from './export-verbs'
import type { EngineProcess } from '../engine-process/engine-process'
import { draftBeside } from '../files/replace-file'
import { modelFolder } from '../runs/model-folder'
import { readPipeline } from '../runs/read-pipeline'
import type { StudyService } from '../studies/study-verbs'
import type { Workspace } from '../workspace/workspace'
import { followTensorBoard, sendToMlflow, writeTensorBoard } from './tell-runs'
import { exportReading, sampleCsv, sampleRows } from '@shared/export/sample-rows'
import { inScratchFolder } from '../workspace/scratch-folder'
import { refuseForeignBeside, refuseForeignFile } from './what-stands-there'

export interface ExportServiceOptions {
  readonly workspace: Workspace
  readonly datasets: Pick<DatasetService, 'get' | 'page'>
  readonly runs: RunService
  readonly dataEngine: () => EngineProcess<DataMethods>
  readonly analysisEngine: () => EngineProcess<AnalysisMethods>
  readonly startTrainer: () => EngineProcess<TrainerMethods>
  readonly startExchange: () => EngineProcess<ExchangeMethods>
  readonly studies: Pick<StudyService, 'get'>
  readonly cards: CardService
}

/** A model on its way out of a run, with what it is checked against. */
interface Outgoing {
  readonly format: ModelFormat
  readonly modelDir: string
  readonly pipeline: Pipeline
  readonly positive: Positive
  readonly title: string
}

interface Sample {
  readonly csv: string
  readonly features: string
  readonly reference: string
}

/** Takes a run's model away in another program's format. What does not predict as the run does is not kept. */
export function createExportService(options: ExportServiceOptions): ExportService {
  return {
    followTensorBoard: (run, out, beside = false) => followTensorBoard(options, run, resolve(out), beside),
    async export(request, work = {}) {
      const { format } = request
      try {
        return await exportAs(options, request, work)
      } catch (thrown) {
        throw format === 'mlflow' ? thrown : placeError(thrown, resolve(request.out))
      }
    },
  }
}

async function exportAs(options: ExportServiceOptions, request: ExportRequest, work: PredictOptions): Promise<ExportResult> {
  const { format } = request
  if (isModelFormat(format)) return exportModel(options, { ...request, format }, work)
  const run = await fullId(options, request.run)
  switch (format) {
    case 'card': {
      const out = await placeFor(request.out, format)
      await options.cards.export(run, out, work.signal)
      return { run, format, out, files: [out], checked: null }
    }
    case 'tensorboard': {
      const out = resolve(request.out)
      const { files, checked } = await writeTensorBoard(options, request, out, work)
      return { run, format, out, files: files.map((name) => join(out, name)), checked }
    }
    case 'mlflow': {
      const sent = await sendToMlflow(options, request, (id, path) => writtenOnnx(options, id, path, work), work)
      return { run, format, out: request.out, files: [], checked: checkedTogether(sent.map((one) => one.checked)), sent }
    }
    default:
      return assertNever(format)
  }
}

/** The id of what was named: a study by its id, a run in any way. */
const fullId = async ({ runs }: ExportServiceOptions, named: string): Promise<string> => (studyId.safeParse(named).success ? named : (await runs.get(named)).record.id)

/** Several checks by one program as one; null: there was none. */
const checkedTogether = (all: readonly Checked[]): Checked | null => all.reduce<Checked | null>((sum, one) => ({ by: one.by, rows: (sum?.rows ?? 0) + one.rows, maxDifference: Math.max(sum?.maxDifference ?? 0, one.maxDifference) }), null)

/** The model of a run as ONNX, where it has one. */
async function writtenOnnx(options: ExportServiceOptions, run: string, out: string, work: PredictOptions): Promise<boolean> {
  const { record } = await options.runs.get(run)
  if (record.kind !== 'layers' || record.best === null) return false
  await exportModel(options, { run, format: 'onnx', out }, work)
  return true
}

async function exportModel(options: ExportServiceOptions, request: ExportRequest & { readonly format: ModelFormat }, work: PredictOptions): Promise<ExportResult> {
  const run = await options.runs.get(request.run)
  const { format } = request
  const out = await placeFor(request.out, format)
  const outgoing = await outgoingModel(run, format, request)
  return inScratchFolder(options.workspace, 'export', async (scratch) => {
    // Beside its final place, so that it can be renamed there.
    const draft = draftBeside(out)
    const exchange = options.startExchange()
    try {
      await mkdir(draft)
      work.onProgress?.({ doing: 'writing', share: null })
      const { files } = await exchange.request('writeModel', { ...outgoing, out: draft, name: basename(out) }, { signal: work.signal })
      work.onProgress?.({ doing: 'checking', share: null })
      const sample = await predictSample(options, run, outgoing, scratch, work)
      const predicted = await predictedByTensorFlow(options, outgoing, draft, sample, scratch, work)
      const checked = await exchange.request(
        'checkModel',
        { ...outgoing, out: draft, files: [...files], sample: sample.csv, features: sample.features, reference: sample.reference, predicted, tmp: scratch, ownReader: request.ownReader === true },
        { signal: work.signal },
      )
      return { run: run.record.id, format, out, files: await moveInto(out, draft, format, files), checked }
    } finally {
      await exchange.stop()
      await rm(draft, { recursive: true, force: true })
    }
  })
}

async function outgoingModel(run: RunDetail, format: ModelFormat, { epoch }: Pick<ExportRequest, 'epoch'>): Promise<Outgoing> {
  const { record, notes, dir } = run
  if (record.kind !== 'layers') throw new CrossfadeError('not-available', `${record.id} is a run of kind ${record.kind}: only a network can be exported as ${format}. Its members or its predictions can be taken away one by one.`)
  const modelDir = await modelFolder(run, epoch ?? 'best')
  const fitted = await readPipeline(dir)
  const { positiveClass, threshold } = record.experiment.training
  const index = fitted.target.kind === 'classes' && positiveClass !== undefined && fitted.target.classes[0] === positiveClass ? 0 : 1
  return { format, modelDir, pipeline: { ...fitted, reading: exportReading(fitted.reading) }, positive: { index, threshold: threshold ?? null }, title: notes.name === '' ? record.id : notes.name }
}

/** Where an export goes, as an absolute path. Refuses what the target program could not open, and what would be overwritten unawares. */
async function placeFor(wanted: string, format: ExportFormat): Promise<string> {
  const out = resolve(wanted)
  const place = placeOf(format)
  const folder = await stat(dirname(out)).catch(() => null)
  if (folder?.isDirectory() !== true) throw new CrossfadeError('file-not-found', `${dirname(out)} is not there, so nothing can be written to it. Make the folder first.`)
  const there = await stat(out).catch(() => null)
  if (place.kind === 'file') {
    if (!place.endings.includes(extname(out).toLowerCase())) throw new CrossfadeError('invalid-argument', `${out}: a ${format} export is a file that ends in ${place.endings.join(' or ')}.`)
    if (there?.isDirectory() === true) throw new CrossfadeError('file-is-directory', `${out} is a folder. Name a file in it.`)
    await refuseForeignFile(out, format)
  } else if (there !== null) {
    if (!there.isDirectory()) throw new CrossfadeError('invalid-argument', `${out} is a file: a ${format} export is a folder. Name a new one.`)
    if ((await readdir(out)).length > 0) throw new CrossfadeError('invalid-argument', `${out} is not empty, and nothing in it is to be overwritten. Name a new folder, or an empty one.`)
  }
  return out
}

/** Raw rows, the model's inputs for them, and what the run predicts. */
async function predictSample(options: ExportServiceOptions, { record }: RunDetail, { pipeline, modelDir, positive }: Outgoing, scratch: string, { signal }: PredictOptions): Promise<Sample> {
  const names = pipeline.columns.map((column) => column.name)
  const given = await rowsOfDataset(options.datasets, record.dataset.id, names)
  const csv = join(scratch, 'sample.csv')
  await writeFile(csv, sampleCsv(names, sampleRows(pipeline, pipeline.reading, names, given, checkedRows), pipeline.reading))
  const inputs = join(scratch, 'inputs')
  await options.dataEngine().request('transform', { path: csv, reading: pipeline.reading, tmp: options.workspace.tmpDir, pipeline, out: inputs }, { signal })
  const sample = { csv, features: join(inputs, 'features.npy'), reference: join(scratch, 'reference.csv') }
  await predictRows(options, modelDir, sample, sample.reference, { pipeline, positive }, signal)
  return sample
}

async function predictRows(
  { startTrainer }: ExportServiceOptions,
  modelDir: string,
  { features }: Sample,
  out: string,
  { pipeline: { target }, positive }: Pick<Outgoing, 'pipeline' | 'positive'>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const trainer = startTrainer()
  try {
    await trainer.request('predict', { modelDir, features, out, target, positive, allScores: true, halfWidth: null }, { signal })
  } finally {
    await trainer.stop()
  }
}

/** Formats that TensorFlow itself opens are predicted by a trainer that knows nothing of the run. null: another program is to be asked. */
async function predictedByTensorFlow(options: ExportServiceOptions, outgoing: Outgoing, draft: string, sample: Sample, scratch: string, { signal }: PredictOptions) {
  if (outgoing.format !== 'tfjs' && outgoing.format !== 'savedmodel') return null
  const path = join(scratch, 'exported.csv')
  await predictRows(options, draft, sample, path, outgoing, signal)
  return { path, by: outgoing.format === 'tfjs' ? 'tfjs-node' : 'TensorFlow' }
}

const pages = 4

/** Rows from all over the table; none where its file cannot be read any more: the run does not need it to be taken away. */
async function rowsOfDataset(datasets: ExportServiceOptions['datasets'], id: string, names: readonly string[]): Promise<(string | null)[][]> {
  try {
    const { rows } = await datasets.get(id)
    const each = Math.ceil(checkedRows / pages)
    const found: (string | null)[][] = []
    for (let page = 0; page < pages && page * each < rows; page++) {
      const offset = rows <= checkedRows ? page * each : Math.floor((page * (rows - each)) / (pages - 1))
      const { columns, rows: cells } = await datasets.page(id, { offset, limit: each })
      const places = names.map((name) => columns.indexOf(name))
      for (const row of cells) found.push(places.map((place) => row[place] ?? null))
    }
    return found
  } catch (thrown) {
    if (thrown instanceof CrossfadeError && thrown.code !== 'internal' && thrown.code !== 'engine-exited') return []
    throw thrown
  }
}

/** A checked export to its place: whole folders by one rename, files one by one. */
async function moveInto(out: string, draft: string, format: ModelFormat, files: readonly string[]): Promise<readonly string[]> {
  if (placeOf(format).kind === 'folder') {
    await rmdir(out).catch(() => undefined)
    await rename(draft, out)
    return files.map((name) => join(out, name))
  }
  await refuseForeignBeside(out, draft, files)
  // What stands beside the model comes first: whoever sees the model finds the rest.
  for (const name of [...files].reverse()) await rename(join(draft, name), join(dirname(out), name))
  return files.map((name) => join(dirname(out), name))
}
