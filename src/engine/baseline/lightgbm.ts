/**
 * The only file that loads LightGBM, by its C interface (LightGBM 4.7.0, c_api.h). The library is no npm package: scripts/setup/lightgbm.mjs
 * takes it out of LightGBM's Python wheel when it is first needed.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import type * as Koffi from 'koffi'
import { CrossfadeError } from '@shared/errors'

/** Float32 input, row by row. */
const float32 = 0
const rowMajor = 1
const normalPrediction = 0

type Call = (...args: readonly unknown[]) => number

interface Library {
  readonly call: (name: keyof typeof signatures, ...args: readonly unknown[]) => void
}

/** Handles are passed on as they come. */
const signatures = {
  LGBM_DatasetCreateFromMat: 'int LGBM_DatasetCreateFromMat(const void *data, int data_type, int32_t nrow, int32_t ncol, int is_row_major, const char *parameters, void *reference, _Out_ void **out)',
  LGBM_DatasetSetField: 'int LGBM_DatasetSetField(void *handle, const char *field_name, const void *field_data, int num_element, int type)',
  LGBM_DatasetFree: 'int LGBM_DatasetFree(void *handle)',
  LGBM_BoosterCreate: 'int LGBM_BoosterCreate(void *train_data, const char *parameters, _Out_ void **out)',
  LGBM_BoosterAddValidData: 'int LGBM_BoosterAddValidData(void *handle, void *valid_data)',
  LGBM_BoosterUpdateOneIter: 'int LGBM_BoosterUpdateOneIter(void *handle, _Out_ int *is_finished)',
  LGBM_BoosterGetPredict: 'int LGBM_BoosterGetPredict(void *handle, int data_idx, _Out_ int64_t *out_len, _Out_ double *out_result)',
  LGBM_BoosterPredictForMat: 'int LGBM_BoosterPredictForMat(void *handle, const void *data, int data_type, int32_t nrow, int32_t ncol, int is_row_major, int predict_type, int start_iteration, int num_iteration, const char *parameter, _Out_ int64_t *out_len, _Out_ double *out_result)',
  LGBM_BoosterSaveModel: 'int LGBM_BoosterSaveModel(void *handle, int start_iteration, int num_iteration, int feature_importance_type, const char *filename)',
  LGBM_BoosterCreateFromModelfile: 'int LGBM_BoosterCreateFromModelfile(const char *filename, _Out_ int *out_num_iterations, _Out_ void **out)',
  LGBM_BoosterFree: 'int LGBM_BoosterFree(void *handle)',
} as const

// Threads that wait for each other by spinning take the processor from whoever else works: on a busy machine a round took tens of seconds.
process.env['OMP_WAIT_POLICY'] ??= 'passive'
process.env['GOMP_SPINCOUNT'] ??= '0'

let loaded: Library | null = null

/** Throws `engine-unavailable` with what to do where the library cannot be had. */
function library(): Library {
  loaded ??= load(libraryPath())
  return loaded
}

function load(path: string): Library {
  const koffi = createRequire(import.meta.url)('koffi') as typeof Koffi
  try {
    const native = koffi.load(path)
    const lastError = native.func('const char *LGBM_GetLastError()') as unknown as () => string
    const calls = new Map(Object.entries(signatures).map(([name, signature]) => [name, native.func(signature) as unknown as Call]))
    return {
      call: (name, ...args) => {
        if (calls.get(name)?.(...args) !== 0) throw new CrossfadeError('internal', `LightGBM (${name}): ${lastError()}`)
      },
    }
  } catch (thrown) {
    if (thrown instanceof CrossfadeError) throw thrown
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    const hint = /libgomp/.test(why) ? ' Install the package libgomp1.' : ''
    throw new CrossfadeError('engine-unavailable', `LightGBM could not be loaded from ${path}: ${why}.${hint}`)
  }
}

const fileName = 'lib_lightgbm.so'

/** Where the set-up links it, or what the environment names; fetched once where there is a set-up to fetch it. */
function libraryPath(): string {
  const named = process.env['CROSSFADE_LIGHTGBM']
  if (named !== undefined) return named
  // Built, this file lies in out/main/ or out/main/chunks/.
  const roots = ['../..', '../../..'].map((up) => resolve(__dirname, up))
  const found = () => roots.map((root) => join(root, 'node_modules', '.crossfade', fileName)).find((path) => existsSync(path))
  const there = found()
  if (there !== undefined) return there
  const script = roots.map((root) => join(root, 'scripts', 'setup', 'lightgbm.mjs')).find((path) => existsSync(path))
  if (script === undefined) {
    throw new CrossfadeError('engine-unavailable', `Trees need LightGBM, which is not installed. Put ${fileName} of LightGBM 4.7.0 somewhere and name it in CROSSFADE_LIGHTGBM.`)
  }
  const node = process.versions['electron'] === undefined ? process.execPath : 'node'
  const { status, stderr } = spawnSync(node, [script], { encoding: 'utf8' })
  const fetched = found()
  if (status === 0 && fetched !== undefined) return fetched
  const why = (stderr ?? '').trim().split('\n').pop() ?? ''
  throw new CrossfadeError('engine-unavailable', `Trees need LightGBM, which could not be fetched: ${why === '' ? `${script} ended with code ${String(status)}` : why}`)
}

/** A table of numbers, row by row, as LightGBM holds it. */
export interface TreeRows {
  readonly features: Float32Array
  readonly labels: Float32Array
  readonly weights: Float32Array | null
  readonly rows: number
  readonly inputs: number
}

type Handle = unknown

/** A growing set of trees over training rows, with validation rows beside. To be freed. */
export class Booster {
  private readonly datasets: Handle[] = []
  private handle: Handle = null

  /** `parameters` as LightGBM writes them: "objective=multiclass num_class=3 …". `outputs`: numbers it puts out for a row. */
  constructor(
    train: TreeRows,
    validation: TreeRows | null,
    parameters: string,
    private readonly outputs: number,
  ) {
    try {
      const trainData = this.dataset(train, parameters, null)
      this.handle = created((out) => library().call('LGBM_BoosterCreate', trainData, parameters, out))
      if (validation !== null) library().call('LGBM_BoosterAddValidData', this.handle, this.dataset(validation, parameters, trainData))
    } catch (thrown) {
      this.free()
      throw thrown
    }
  }

  /** One tree more a class. True: there is nothing left to split. */
  grow(): boolean {
    const finished = [0]
    library().call('LGBM_BoosterUpdateOneIter', this.handle, finished)
    return finished[0] === 1
  }

  /** What it puts out now for the training (0) or validation (1) rows, [rows, outputs] row by row, as probabilities. */
  predictions(which: 0 | 1, rows: number): Float32Array {
    const byOutput = new Float64Array(rows * this.outputs)
    library().call('LGBM_BoosterGetPredict', this.handle, which, [0], byOutput)
    const byRow = new Float32Array(rows * this.outputs)
    for (let row = 0; row < rows; row++) for (let o = 0; o < this.outputs; o++) byRow[row * this.outputs + o] = byOutput[o * rows + row] as number
    return byRow
  }

  /** LightGBM's text form of the first rounds. */
  save(path: string, rounds: number): void {
    library().call('LGBM_BoosterSaveModel', this.handle, 0, rounds, 0, path)
  }

  free(): void {
    if (this.handle !== null) library().call('LGBM_BoosterFree', this.handle)
    for (const dataset of this.datasets.splice(0)) library().call('LGBM_DatasetFree', dataset)
    this.handle = null
  }

  private dataset({ features, labels, weights, rows, inputs }: TreeRows, parameters: string, reference: Handle): Handle {
    const made = created((out) => library().call('LGBM_DatasetCreateFromMat', features, float32, rows, inputs, rowMajor, parameters, reference, out))
    this.datasets.push(made)
    library().call('LGBM_DatasetSetField', made, 'label', labels, rows, float32)
    if (weights !== null) library().call('LGBM_DatasetSetField', made, 'weight', weights, rows, float32)
    return made
  }
}

/** Trees read from LightGBM's text form. To be freed. */
export class SavedTrees {
  private readonly handle: Handle

  constructor(
    path: string,
    private readonly outputs: number,
  ) {
    this.handle = created((out) => library().call('LGBM_BoosterCreateFromModelfile', path, [0], out))
  }

  /** [rows, outputs], row by row. */
  predict(features: Float32Array, rows: number, inputs: number, threads: number): Float32Array {
    const out = new Float64Array(rows * this.outputs)
    library().call('LGBM_BoosterPredictForMat', this.handle, features, float32, rows, inputs, rowMajor, normalPrediction, 0, -1, `num_threads=${threads}`, [0], out)
    return Float32Array.from(out)
  }

  free(): void {
    library().call('LGBM_BoosterFree', this.handle)
  }
}

function created(make: (out: unknown[]) => void): Handle {
  const out: unknown[] = [null]
  make(out)
  return out[0]
}
