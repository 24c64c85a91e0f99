/** NumPy's array format 1.0, little endian, C order (numpy/lib/format.py): what `numpy.load` opens. */

export type NpyType = 'float32' | 'int32'
export interface NpyHeader {
  readonly type: NpyType
  readonly shape: readonly number[]
  /** Where the numbers begin, in bytes; a multiple of 64, so that a typed array can lie over them. */
  readonly offset: number
}

const descriptions: Readonly<Record<NpyType, string>> = { float32: '<f4', int32: '<i4' }
const magic = '\x93NUMPY\x01\x00'

/** The bytes before the numbers of an array. */
export function npyHeader(type: NpyType, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  const dict = `{'descr': '${descriptions[type]}', 'fortran_order': False, 'shape': ${tuple}, }`
  const length = Math.ceil((magic.length + 2 + dict.length + 1) / 64) * 64 - magic.length - 2
  const text = `${magic}${String.fromCharCode(length & 0xff, length >> 8)}${dict.padEnd(length - 1)}\n`
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/** Reads the header at the start of `bytes` (at least the first 256 of the file, or all). null when it is not such an array. */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader | null {
  const text = String.fromCharCode(...bytes.subarray(0, Math.min(bytes.length, 1024)))
  if (!text.startsWith(magic)) return null
  const offset = magic.length + 2 + text.charCodeAt(magic.length) + 256 * text.charCodeAt(magic.length + 1)
  const dict = text.slice(magic.length + 2, offset)
  const description = /'descr':\s*'([^']+)'/.exec(dict)?.[1]
  const shape = /'shape':\s*\(([^)]*)\)/.exec(dict)?.[1]
  if (shape === undefined || !/'fortran_order':\s*False/.test(dict)) return null
  const type = description === '<f4' ? 'float32' : description === '<i4' ? 'int32' : null
  const sizes = shape.split(',').map((size) => size.trim()).filter((size) => size !== '').map(Number)
  return type === null ? null : { type, shape: sizes, offset }
}
