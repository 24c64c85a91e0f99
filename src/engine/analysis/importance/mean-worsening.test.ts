import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { npyHeader, parseNpyHeader } from '@shared/npy'
import { preparingRecord, writePrepared } from '../../trainer/fixtures/synthetic-run'
import { temporaryFolder } from '../../trainer/fixtures/temporary-folder'
import { meanWorsening } from './mean-worsening'
import { shuffledRows } from './shuffled-rows'

const dir = temporaryFolder('crossfade-mean-worsening-')
const [train, validation, test] = [2, 2, 8]
const rows = train + validation + test
/** The class is the first column; the second is noise. */
const features = Float32Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? (i >> 1) % 2 : i / 10))
const labels = Float32Array.from({ length: rows }, (_, row) => row % 2)
writePrepared(dir, { features, labels, sourceRows: Int32Array.from({ length: rows }, (_, row) => row), weights: null, keys: Int32Array.from({ length: rows }, (_, row) => row), names: ['x1', 'x2'], classes: ['no', 'yes'], split: { train, validation, test } })

function floats(path: string): Float32Array {
  const bytes = readFileSync(path)
  const offset = parseNpyHeader(bytes)?.offset ?? 0
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset + offset, bytes.byteOffset + bytes.length))
}
const shuffle = { preparedDir: dir, part: 'test', place: 0, seed: 3, from: 0, count: 1 } as const
const inputsOf = async (column: string | null, count = 1, from = 0): Promise<Float32Array> => {
  const out = join(dir, `${column ?? 'none'}-${from}.npy`)
  expect(await shuffledRows({ ...shuffle, column, count, from, out })).toEqual({ rows: test })
  return floats(out)
}

/** The sums of two models: one is 90 % sure of what the first column says, the other always says half. Their mean is 70 % sure. */
function sums(name: string, inputs: Float32Array): string {
  const count = inputs.length / 2
  const yes = (row: number) => (inputs[2 * row] === 1 ? 0.9 : 0.1) + 0.5
  const scores = Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 === 1 ? yes(i >> 1) : 2 - yes(i >> 1)))
  const path = join(dir, `${name}.npy`)
  writeFileSync(path, Buffer.concat([npyHeader('float32', [count, 2]), new Uint8Array(scores.buffer)]))
  return path
}

describe('what shuffling a column does to the mean of two models', () => {
  it('is what a count by hand says', async () => {
    const plain = await inputsOf(null)
    expect([...plain]).toEqual([...features.subarray(2 * (train + validation))])
    const [one, two] = [await inputsOf('x1', 2), await inputsOf('x1', 1, 2)]
    // Orders do not depend on how many stand in a file.
    expect([...(await inputsOf('x1', 3))]).toEqual([...one, ...two])
    const changed = [0, 1, 2].map((repeat) => {
      const after = [...one, ...two].slice(2 * test * repeat, 2 * test * (repeat + 1))
      // The other column stays where it is.
      expect(after.filter((_, i) => i % 2 === 1)).toEqual([...plain].filter((_, i) => i % 2 === 1))
      return after.filter((value, i) => i % 2 === 0 && value !== plain[i]).length / test
    })
    expect(Math.max(...changed)).toBeGreaterThan(0)
    const record = preparingRecord({})
    const found = await meanWorsening({ preparedDir: dir, part: 'test', record, models: 2, before: sums('before', plain), shuffled: [sums('a', one), sums('b', two)] })
    expect(found.rows).toBe(test)
    expect(found.baseline['accuracy']).toBe(1)
    expect(found.baseline['loss']).toBeCloseTo(-Math.log(0.7), 6)
    // A row whose value changed is mistaken, with 30 % on what is true.
    found.worse['accuracy']?.values.forEach((value, repeat) => expect(value).toBeCloseTo(changed[repeat] ?? NaN, 12))
    found.worse['loss']?.values.forEach((value, repeat) => expect(value).toBeCloseTo((changed[repeat] ?? NaN) * Math.log(0.7 / 0.3), 6))
    const average = changed.reduce((sum, share) => sum + share, 0) / 3
    expect(found.worse['accuracy']?.mean).toBeCloseTo(average, 12)
    expect(found.worse['accuracy']?.std).toBeCloseTo(Math.sqrt(changed.reduce((sum, share) => sum + (share - average) ** 2, 0) / 3), 12)
  })

  it('is nothing for a column that neither looks at, or that a preparation does not use', async () => {
    const before = sums('before', await inputsOf(null))
    for (const column of ['x2', 'not in this preparation']) {
      const { worse } = await meanWorsening({ preparedDir: dir, part: 'test', record: preparingRecord({}), models: 2, before, shuffled: [sums('other', await inputsOf(column))] })
      expect([worse['accuracy']?.mean, worse['loss']?.mean]).toEqual([0, 0])
    }
  })
})
