import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { CrossfadeError } from '@shared/errors'
import { parseNpyHeader } from '@shared/npy'
import type { CallContext } from '../../channel/serve-engine'
import { breathe } from '../run/chunk-size'

/** Rows scored at once: enough to keep the cores busy, little enough that memory does not grow with the file. */
export const blockRows = 8_192

/** A table of float32 in an npy file, read some rows at a time. */
export class RowsOfFile {
  private constructor(
    private readonly file: FileHandle,
    private readonly path: string,
    private readonly offset: number,
    readonly rows: number,
    readonly width: number,
  ) {}

  /** Throws `internal` where it is no such table. */
  static async open(path: string): Promise<RowsOfFile> {
    const file = await open(path, 'r')
    const head = Buffer.alloc(1024)
    const { bytesRead } = await file.read(head, 0, head.length, 0)
    const header = parseNpyHeader(head.subarray(0, bytesRead))
    const [rows = 0, width = 0] = header?.shape ?? []
    if (header === null || header.type !== 'float32' || header.shape.length !== 2) {
      await file.close()
      throw new CrossfadeError('internal', `${path} is no table of inputs.`)
    }
    return new RowsOfFile(file, path, header.offset, rows, width)
  }

  /** `count` rows from `from` on. Throws `file-unreadable` where the file ends before them. */
  async read(from: number, count: number): Promise<Float32Array> {
    // Of its own memory, not pooled: floats must begin at a multiple of four.
    const values = new Float32Array(count * this.width)
    const block = Buffer.from(values.buffer)
    const at = this.offset + 4 * from * this.width
    // One read may bring less than was asked for.
    for (let filled = 0; filled < block.length; ) {
      const { bytesRead } = await this.file.read(block, filled, block.length - filled, at + filled)
      if (bytesRead === 0) throw new CrossfadeError('file-unreadable', `${this.path} ends before its last row. Predict once more; it is made anew.`)
      filled += bytesRead
    }
    return values
  }

  close(): Promise<void> {
    return this.file.close()
  }
}

/** What other models of an ensemble say of some rows: the sum of their scores, [rows, classes] or [rows, 1], and how many they are. */
export interface EarlierScores {
  readonly sums: Float32Array
  readonly models: number
}

/**
 * Hands over the rows of `features` block by block, in their order, with the sums of other models for the same rows where there are some.
 * Throws `cancelled`, `file-unreadable` where a file ends before its last row, `internal` where the two do not belong together.
 */
export async function eachBlock(
  { features, earlier }: { readonly features: string; readonly earlier: { readonly sums: string; readonly models: number } | null },
  { emit, signal }: CallContext<{ readonly done: number; readonly rows: number }>,
  work: (values: Float32Array, rows: number, width: number, earlier: EarlierScores | null) => Promise<void>,
  begin: (rows: number) => Promise<void>,
): Promise<{ readonly rows: number }> {
  const inputs = await RowsOfFile.open(features)
  try {
    const { rows, width } = inputs
    const sums = earlier === null ? null : await RowsOfFile.open(earlier.sums)
    try {
      if (sums !== null && sums.rows !== rows) throw new CrossfadeError('internal', `${sums.rows} rows were scored by other models, and there are ${rows}.`)
      await begin(rows)
      for (let from = 0; from < rows; from += blockRows) {
        if (signal.aborted) throw new CrossfadeError('cancelled', 'Cancelled.')
        const count = Math.min(blockRows, rows - from)
        const before = sums === null || earlier === null ? null : { sums: await sums.read(from, count), models: earlier.models }
        await work(await inputs.read(from, count), count, width, before)
        emit({ done: from + count, rows })
        await breathe()
      }
      return { rows }
    } finally {
      await sums?.close()
    }
  } finally {
    await inputs.close()
  }
}
