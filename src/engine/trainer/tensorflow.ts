/**
 * The only file that loads TensorFlow. Whoever imports it gets the native library, so the rest of the program reaches it through
 * a dynamic import, after threads are set (see threads.ts).
 */
import { createRequire } from 'node:module'
import util from 'node:util'
import type * as Tfjs from '@tensorflow/tfjs-node'

/** tfjs-node 4.22 calls helpers that Node 23 removed, so it cannot start there without them. */
const removedFromNode: Readonly<Record<string, (value: unknown) => boolean>> = {
  isNullOrUndefined: (value) => value === null || value === undefined,
  isArray: Array.isArray,
  isBoolean: (value) => typeof value === 'boolean',
  isNumber: (value) => typeof value === 'number',
  isString: (value) => typeof value === 'string',
  isObject: (value) => typeof value === 'object' && value !== null,
  isFunction: (value) => typeof value === 'function',
}
const target = util as unknown as Record<string, unknown>
for (const [name, missing] of Object.entries(removedFromNode)) target[name] ??= missing

// TensorFlow's start-up notes are not for the person at the terminal; errors still come through.
process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'

// Electron replaces malloc by an allocator of its own (Chromium's PartitionAlloc), which is slow where every operation asks for its output
// anew. TensorFlow's arena asks it for much memory at once and seldom: an epoch of [64] at batch 32 in graph mode takes 0.53 s instead of 0.94 s.
// Node's malloc is as good as the arena.
if (process.versions['electron'] !== undefined) process.env['TF_CPU_ALLOCATOR_USE_BFC'] ??= 'true'

export const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node') as typeof Tfjs
tf.enableProdMode()

export type Tensor = Tfjs.Tensor
export type Tensor1D = Tfjs.Tensor1D
export type Tensor2D = Tfjs.Tensor2D
export type Variable = Tfjs.Variable
export type LayersModel = Tfjs.LayersModel
export type SymbolicTensor = Tfjs.SymbolicTensor
export type Layer = Tfjs.layers.Layer

/** An attribute of a native operation, as tfjs-node hands it to the library. */
export interface OpAttribute {
  readonly name: string
  /** TF_AttrType: 0 string, 1 int, 2 float, 3 bool, 4 type, 5 shape. */
  readonly type: number
  readonly value: unknown
}

/** What tfjs-node's backend offers beyond tfjs's own interface. */
export interface NativeBackend {
  readonly binding: { readonly TF_Version: string; readonly TF_ATTR_TYPE: number }
  executeSingleOutput(op: string, attributes: readonly OpAttribute[], inputs: readonly Tensor[]): Tensor
  executeMultipleOutputs(op: string, attributes: readonly OpAttribute[], inputs: readonly Tensor[], outputs: number): Tensor[]
  readSync(dataId: object): Float32Array | Int32Array | Uint8Array
  loadSavedModelMetaGraph(directory: string, tags: string): number
  runSavedModel(id: number, inputs: readonly Tensor[], names: readonly { readonly name: string }[], outputs: readonly string[]): Tensor[]
  deleteSavedModel(id: number): void
}

export const nativeBackend = (): NativeBackend => tf.backend() as unknown as NativeBackend

export const tensorflowVersion = (): string => nativeBackend().binding.TF_Version
