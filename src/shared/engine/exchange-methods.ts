import { z } from 'zod'
import { modelFormats } from '../export/formats'
import type { Checked } from '../export/formats'
import { toldRun } from '../export/told-run'
import type { ToldRun } from '../export/told-run'
import type { ModelDesign } from '../model/model-design'
import { pipeline } from '../recipe/pipeline'
import { method } from './wire'

/** Of two classes: which one counts as positive, and from which score on; null: the one that scores highest. */
const positive = z.object({ index: z.union([z.literal(0), z.literal(1)]), threshold: z.number().min(0).max(1).nullable() })
export type Positive = z.infer<typeof positive>

/** A model with all that stands around it, as it is written. */
const model = z.object({
  format: z.enum(modelFormats),
  /** A folder with a model.json, such as model/best of a run. */
  modelDir: z.string().min(1),
  pipeline,
  positive,
  /** What it is called in the file: the run's name or id. */
  title: z.string().max(300),
})

/** Files of an export, relative to the folder that they were written to; the first is the model itself. */
export interface WrittenModel {
  readonly files: readonly string[]
}

export interface ImportedModel {
  readonly design: ModelDesign
  readonly inputs: number
  readonly units: number
  readonly parameters: number
  /** Of the weights as they were written, in the order of the stack. */
  readonly shapes: readonly (readonly number[])[]
  /** What the design does not say in the same way, in words. */
  readonly remarks: readonly string[]
}

export interface SentRun {
  readonly experiment: string
  readonly run: string
  readonly url: string
  /** Those that the server took; none where it keeps artifacts in a place that only its own clients reach. */
  readonly artifacts: readonly string[]
  /** How what the server holds was compared with what was sent. */
  readonly checked: Checked
}

/** Other programs' formats: this process has its own libraries (HDF5, zip), and a crash of one costs no more than the export. */
export const exchangeMethods = {
  /** Writes the model into the folder `out`, which is there and empty, under `name`. Errors: run-unreadable, model-invalid, disk-full. */
  writeModel: method<WrittenModel>()(model.extend({ out: z.string().min(1), name: z.string().min(1) })),
  /**
   * Predicts the sample with what was written, in the target program where it is installed, else with a reader of our own, and compares with
   * what the run itself predicts. Errors: export-differs, cancelled.
   */
  checkModel: method<Checked>()(
    model.extend({
      out: z.string().min(1),
      files: z.array(z.string()).min(1),
      /** A CSV of raw rows with a header. */
      sample: z.string().min(1),
      /** The model's inputs for these rows, an npy. */
      features: z.string().min(1),
      /** What the run predicts for them, as `predict` of the trainer writes it with all scores. */
      reference: z.string().min(1),
      /** What the target program has predicted already, in the same form, and which program it was; null: find one. */
      predicted: z.object({ path: z.string().min(1), by: z.string() }).nullable(),
      tmp: z.string().min(1),
      /** Do not look for the target program: our own reader is to be tried. */
      ownReader: z.boolean(),
    }),
  ),
  /**
   * TensorBoard event files of runs, a folder each in `out`. `beside`: where there is one of that name already, under another. `check`: they are
   * read back before they are kept. Answers the files, relative to `out`. Errors: invalid-argument, disk-full, export-differs, cancelled.
   */
  writeEvents: method<{ readonly files: readonly string[]; readonly checked: Checked | null }>()(
    z.object({ runs: z.array(toldRun).min(1), out: z.string().min(1), beside: z.boolean().optional(), check: z.object({ ownReader: z.boolean() }).optional() }),
  ),
  /** Adds scalars to the event files of a run that is being trained, where `writeEvents` has begun them. Errors: disk-full. */
  appendScalars: method<null>()(
    z.object({
      /** Folder of the run. */
      folder: z.string().min(1),
      file: z.string().regex(/^events\.out\.tfevents\.[A-Za-z0-9.-]+$/),
      series: toldRun.shape.series,
    }),
  ),
  /**
   * Logs a run to an MLflow tracking server over REST, with files as its artifacts, and its model where it has been written as ONNX, and
   * reads all of it back. Errors: invalid-argument, server-unavailable, export-differs, cancelled.
   */
  sendRun: method<SentRun>()(
    z.object({ address: z.string().min(1), experiment: z.string().min(1), run: toldRun, artifacts: z.array(z.object({ path: z.string().min(1), name: z.string().min(1) })), onnx: z.string().min(1).nullable() }),
  ),
  /** The runs of a folder of TensorBoard or of MLflow's file store. Errors: file-not-found, invalid-argument. */
  readRuns: method<{ readonly from: 'tensorboard' | 'mlflow'; readonly runs: readonly ToldRun[] }>()(z.object({ path: z.string().min(1) })),
  /** Reads a tfjs or Keras model, and writes it as a tfjs model into the folder `out`. Errors: file-*, model-invalid. */
  readModel: method<ImportedModel>()(z.object({ path: z.string().min(1), out: z.string().min(1) })),
}
export type ExchangeMethods = typeof exchangeMethods
