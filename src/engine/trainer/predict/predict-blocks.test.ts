import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { npyHeader, parseNpyHeader } from '@shared/npy'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { predictBlocks, sumBlocks } from './predict-blocks'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-blocks-'))
})
afterEach(() => rm(dir, { recursive: true }))

/** More rows than two blocks take; the value of a row is its number. */
const rows = 20_000

async function predict(cut = 0): Promise<string> {
  const [features, out] = [join(dir, 'features.npy'), join(dir, 'out.csv')]
  const bytes = Buffer.concat([npyHeader('float32', [rows, 1]), Buffer.from(Float32Array.from({ length: rows }, (_, row) => row).buffer)])
  await writeFile(features, bytes)
  await truncate(features, bytes.length - cut)
  const input = { modelDir: dir, features, out, target: { kind: 'number' as const, name: 'mass', mean: 0, std: 1 }, positive: { index: 1 as const, threshold: null }, allScores: false, halfWidth: null }
  await predictBlocks(input, (values) => values, { emit: () => undefined, signal: new AbortController().signal })
  return readFile(out, 'utf8')
}

describe('predictBlocks', () => {
  it('writes a line for each row, in their order, over all blocks', async () => {
    const lines = (await predict()).trimEnd().split('\n').slice(1)
    expect(lines.map((line) => Number(line.split(',')[0]))).toEqual(Array.from({ length: rows }, (_, row) => row))
  })

  it('says so where the inputs end early, and does not predict the block before once more', async () => {
    await expect(predict(4 * 5_000)).rejects.toMatchObject({ code: 'file-unreadable' })
  })
})

describe('sumBlocks', () => {
  const table = async (name: string, length: number, value: (row: number) => number) => {
    const path = join(dir, name)
    await writeFile(path, Buffer.concat([npyHeader('float32', [length, 1]), Buffer.from(Float32Array.from({ length }, (_, row) => value(row)).buffer)]))
    return path
  }
  const context = { emit: () => undefined, signal: new AbortController().signal }
  const input = async (earlierRows: number) => ({ models: [{ modelDir: dir, output: 'linear' as const }], features: await table('features.npy', rows, (row) => row), classes: null, earlier: await table('earlier.npy', earlierRows, (row) => 2 * row), out: join(dir, 'sums.npy') })

  it('adds to what other models said of each row, over all blocks', async () => {
    await sumBlocks(await input(rows), (values, _, _width, earlier) => values.map((value, i) => value + (earlier?.sums[i] ?? NaN)), context)
    const bytes = await readFile(join(dir, 'sums.npy'))
    const { offset, shape } = parseNpyHeader(bytes) ?? { offset: 0, shape: [] }
    expect(shape).toEqual([rows, 1])
    const sums = new Float32Array(bytes.buffer.slice(bytes.byteOffset + offset, bytes.byteOffset + bytes.length))
    expect(Array.from(sums)).toEqual(Array.from({ length: rows }, (_, row) => 3 * row))
  })

  it('refuses what other models said of other rows, and stops when it is cancelled', async () => {
    await expect(sumBlocks(await input(rows - 1), (values) => values, context)).rejects.toThrow(/19999 rows were scored by other models, and there are 20000/)
    const cancelled = new AbortController()
    cancelled.abort()
    await expect(sumBlocks(await input(rows), (values) => values, { ...context, signal: cancelled.signal })).rejects.toMatchObject({ code: 'cancelled' })
  })
})
