import { readFileSync } from 'node:fs'
import { CrossfadeError } from '@shared/errors'
import { parseNpyHeader } from '@shared/npy'

export interface NpyArray {
  readonly shape: readonly number[]
  readonly data: Float32Array | Int32Array
}

/** An array of a run folder; null where there is no such file. Throws `run-unreadable`. */
export function readNpy(path: string): NpyArray | null {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (thrown) {
    if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ENOENT') return null
    throw new CrossfadeError('run-unreadable', `${path} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  }
  const header = parseNpyHeader(bytes)
  const length = header === null ? 0 : header.shape.reduce((product, size) => product * size, 1)
  if (header === null || bytes.byteLength < header.offset + 4 * length) {
    throw new CrossfadeError('run-unreadable', `${path} is damaged. Score the run again to write it anew.`)
  }
  // A file read whole lies at the start of a buffer of its own, so the numbers are aligned; a small one comes from a shared pool.
  const at = bytes.byteOffset + header.offset
  const [buffer, from] = at % 4 === 0 ? [bytes.buffer, at] : [bytes.slice().buffer, header.offset]
  const data = header.type === 'float32' ? new Float32Array(buffer, from, length) : new Int32Array(buffer, from, length)
  return { shape: header.shape, data }
}
