/** The only file that loads onnxruntime-node, which is there for checks and tests: exports are made and checked without it as well. */
import { createRequire } from 'node:module'
import type { FedValues } from './feed-columns'

interface RuntimeTensor {
  readonly data: ArrayLike<number> | readonly string[]
  readonly dims: readonly number[]
}
interface Runtime {
  readonly Tensor: new (type: string, data: readonly string[] | Float64Array, dims: readonly number[]) => RuntimeTensor
  readonly InferenceSession: { create(path: string, options: object): Promise<{ run(feeds: Record<string, RuntimeTensor>): Promise<Record<string, RuntimeTensor>>; release(): Promise<void> }> }
}

export interface OnnxRuntime {
  readonly version: string
  /** Outputs by name, row by row. Throws what the runtime throws. */
  run(path: string, feeds: ReadonlyMap<string, FedValues>, rows: number): Promise<Readonly<Record<string, ArrayLike<number> | readonly string[]>>>
}

/** null: it is not installed, or its library cannot be loaded here. */
export function loadOnnxRuntime(): OnnxRuntime | null {
  const require = createRequire(import.meta.url)
  let runtime: Runtime
  let version: string
  try {
    runtime = require('onnxruntime-node') as Runtime
    version = (require('onnxruntime-node/package.json') as { readonly version: string }).version
  } catch {
    return null
  }
  return {
    version,
    run: async (path, feeds, rows) => {
      const session = await runtime.InferenceSession.create(path, { logSeverityLevel: 3, intraOpNumThreads: 1 })
      try {
        const tensors = Object.fromEntries([...feeds].map(([name, values]) => [name, new runtime.Tensor(values instanceof Float64Array ? 'float64' : 'string', values, [rows, 1])]))
        const outputs = await session.run(tensors)
        return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data]))
      } finally {
        await session.release()
      }
    },
  }
}
