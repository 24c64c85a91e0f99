import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { npyHeader } from '@shared/npy'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { predictBlocks } from './predict-blocks'

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
