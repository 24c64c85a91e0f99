import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'

type NpyType = '<f4' | '<i4'

/** NumPy's header (format 1.0) for a little-endian array in C order, padded so that the data begin at a multiple of 64. */
export function npyHeader(type: NpyType, shape: readonly number[]): Buffer {
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`
  const length = Math.ceil((10 + text.length + 1) / 64) * 64
  const header = Buffer.alloc(length, ' ')
  header.write('\x93NUMPY\x01\x00', 0, 'latin1')
  header.writeUInt16LE(length - 10, 8)
  header.write(text, 10, 'latin1')
  header.write('\n', length - 1)
  return header
}

/** Writes a .npy file in pieces, whose lengths must add up to the shape. `close` flushes it to the disk. */
export class NpyWriter {
  private constructor(private readonly file: FileHandle) {}

  static async open(path: string, type: NpyType, shape: readonly number[]): Promise<NpyWriter> {
    const file = await open(path, 'w')
    await file.writeFile(npyHeader(type, shape))
    return new NpyWriter(file)
  }

  async write(data: Float32Array | Int32Array): Promise<void> {
    await this.file.writeFile(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }

  async close(): Promise<void> {
    try {
      await this.file.sync()
    } finally {
      await this.file.close()
    }
  }
}

/** Writes a whole array as .npy and flushes it to the disk. */
export async function writeNpy(path: string, data: Float32Array | Int32Array, shape: readonly number[]): Promise<void> {
  const writer = await NpyWriter.open(path, data instanceof Float32Array ? '<f4' : '<i4', shape)
  try {
    await writer.write(data)
  } finally {
    await writer.close()
  }
}
