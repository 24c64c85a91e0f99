import { open } from 'node:fs/promises'

/** NumPy's header (format 1.0) for a little-endian array in C order, padded so that the data begin at a multiple of 64. */
export function npyHeader(type: '<f4' | '<i4', shape: readonly number[]): Buffer {
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`
  const length = Math.ceil((10 + text.length + 1) / 64) * 64
  const header = Buffer.alloc(length, ' ')
  header.write('\x93NUMPY\x01\x00', 0, 'latin1')
  header.writeUInt16LE(length - 10, 8)
  header.write(text, 10, 'latin1')
  header.write('\n', length - 1)
  return header
}

/** Writes an array as .npy and flushes it to the disk. */
export async function writeNpy(path: string, data: Float32Array | Int32Array, shape: readonly number[]): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(npyHeader(data instanceof Float32Array ? '<f4' : '<i4', shape))
    await file.writeFile(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    await file.sync()
  } finally {
    await file.close()
  }
}
