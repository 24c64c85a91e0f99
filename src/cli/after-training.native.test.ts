import { copyFile, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseNpyHeader } from '@shared/npy'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CommandLine, penguins } from './fixtures/command-line'

let folder: string
let crossfade: CommandLine
let dir: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-after-'))
  crossfade = await CommandLine.open(folder)
  const trained = await crossfade.json('train', penguins, '--target', 'species', '--epochs', '4', '--keep-every', '2', '--dropout', '0.2', '--no-test', '--name', 'birds')
  dir = (trained.value['run'] as { dir: string }).dir
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const csv = async (path: string) => (await readFile(path, 'utf8')).trim().split('\n').map((line) => line.split(','))

/** A small npy file: its shape and numbers. */
async function npy(path: string): Promise<{ readonly shape: readonly number[]; readonly values: Float32Array | Int32Array }> {
  const bytes = await readFile(path)
  const header = parseNpyHeader(bytes)
  if (header === null) throw new Error(path)
  const body = bytes.buffer.slice(bytes.byteOffset + header.offset, bytes.byteOffset + bytes.length)
  return { shape: header.shape, values: header.type === 'float32' ? new Float32Array(body) : new Int32Array(body) }
}

describe('crossfade evaluate', () => {
  it('scores test rows that were left alone, once, and records when', async () => {
    const before = JSON.parse(await readFile(join(dir, 'run.json'), 'utf8')) as { test: unknown; weights: unknown }
    expect(before.test).toBeNull()
    const { value, code } = await crossfade.json('evaluate', 'birds')
    expect(code).toBe(0)
    expect(value).toMatchObject({ on: 'test', recorded: true, rows: 69, metrics: { accuracy: { interval: [expect.any(Number), expect.any(Number)], method: 'wilson' } } })
    const after = JSON.parse(await readFile(join(dir, 'run.json'), 'utf8')) as typeof before
    expect(after).toEqual({ ...before, test: expect.objectContaining({ scoredAt: value['scoredAt'], accuracy: expect.any(Number) as number }) as unknown, testLooks: [{ epoch: value['epoch'], at: value['scoredAt'] }] })
    expect((await crossfade.json('evaluate', 'birds')).value['scoredAt']).toBe(value['scoredAt'])
  })

  it('answers for a kept epoch without changing the run', async () => {
    const before = await readFile(join(dir, 'evaluation.json'), 'utf8')
    expect((await crossfade.json('evaluate', 'birds', '--on', 'validation', '--epoch', '2')).value).toMatchObject({ recorded: false, epoch: 2, rows: 34 })
    expect(await readFile(join(dir, 'evaluation.json'), 'utf8')).toBe(before)
    expect((await crossfade.json('evaluate', 'birds', '--epoch', '3')).code).toBe(2)
  })

  it('records every look at the test rows, and says so beside every test figure', async () => {
    const { value, stderr } = await crossfade.json('evaluate', 'birds', '--epoch', '2')
    const seen = 'The test rows were looked at for epochs 2, 4: they were not used once, at the end.'
    expect(value).toMatchObject({ recorded: false, epoch: 2, seen })
    expect(stderr).toContain(seen)
    const record = JSON.parse(await readFile(join(dir, 'run.json'), 'utf8')) as { testLooks: unknown }
    expect(record.testLooks).toEqual([expect.objectContaining({ epoch: 4 }), { epoch: 2, at: value['scoredAt'] }])
    expect(await readFile(join(dir, 'log.txt'), 'utf8')).toContain('test rows scored with the weights of epoch 2')
    expect((await crossfade.run('show', 'birds')).stdout).toContain(seen)
    expect((await crossfade.json('runs')).value).toMatchObject({ runs: [{ testSeen: seen }] })
    expect((await crossfade.run('runs')).stdout).toMatch(/% \*/)
    expect((await crossfade.json('export', 'birds', '--format', 'card', '--out', join(folder, 'card.md'))).value).toMatchObject({ run: basename(dir) })
    expect(await readFile(join(folder, 'card.md'), 'utf8')).toContain(seen)
  })
})

describe('crossfade predict', () => {
  it("predicts the run's own rows as the run scored them, in the order of the file", async () => {
    const out = join(folder, 'own.csv')
    const { value, code } = await crossfade.json('predict', 'birds', penguins, '--out', out, '--scores', '--keep')
    expect(code).toBe(0)
    expect(value).toMatchObject({ rows: 344, out, unseen: [], missingColumns: [], rejectedRows: 0 })
    const [header = [], ...rows] = await csv(out)
    expect(header.slice(-5)).toEqual(['prediction', 'score', 'Adelie', 'Chinstrap', 'Gentoo'])
    const original = await csv(penguins)
    expect(rows.map((row) => row.slice(2, 6).map((cell) => (cell === '' ? 'NA' : cell)))).toEqual(original.slice(1).map((row) => row.slice(2, 6)))

    const [scores, sourceRows] = [await npy(join(dir, 'scores', 'test.npy')), await npy(join(dir, 'scores', 'test-rows.npy'))]
    let largest = 0
    sourceRows.values.forEach((source, row) => {
      for (let k = 0; k < 3; k++) largest = Math.max(largest, Math.abs(Number(rows[source]?.at(k - 3)) - (scores.values[row * 3 + k] ?? NaN)))
    })
    expect(largest).toBeLessThan(1e-6)
  })

  it('does not write over the table that it predicts, by whatever name', async () => {
    const [own, linked] = [join(folder, 'precious.csv'), join(folder, 'linked.csv')]
    await copyFile(penguins, own)
    await symlink(own, linked)
    for (const file of [own, linked]) expect(await crossfade.run('predict', 'birds', file, '--out', own)).toMatchObject({ code: 2, stderr: expect.stringContaining('would be lost') as string })
    expect(await readFile(own, 'utf8')).toBe(await readFile(penguins, 'utf8'))
  })

  it.each(['parquet', 'json', 'csv'])('writes %s that reads back with the same predictions', async (format) => {
    const out = join(folder, `out.${format}`)
    expect((await crossfade.run('predict', 'birds', penguins, '--out', out)).code).toBe(0)
    if (format === 'json') {
      expect(JSON.parse(await readFile(out, 'utf8'))).toHaveLength(344)
      return
    }
    expect((await crossfade.json('profile', out)).value).toMatchObject({ rows: 344, columns: [{ name: 'prediction', distinct: 3 }, { name: 'score', type: 'number' }] })
  })

  it('counts unseen categories and missing columns, and says so', async () => {
    const file = join(folder, 'new.csv')
    await writeFile(file, 'sex,island,bill_length_mm\nmale,Mars,40\n,Dream,x\n')
    const { value, stderr } = await crossfade.json('predict', 'birds', file, '--out', join(folder, 'new-out.csv'))
    expect(value).toMatchObject({ rows: 2, unseen: [{ column: 'island', rows: 1 }], missingColumns: expect.arrayContaining(['body_mass_g']) as string[] })
    expect(stderr).toContain('island: 1 row has a category that training did not have.')
  })

  it('gives a regression its interval', async () => {
    await crossfade.run('train', penguins, '--target', 'body_mass_g', '--epochs', '2', '--name', 'mass')
    const out = join(folder, 'mass.csv')
    await crossfade.run('predict', 'mass', penguins, '--out', out)
    const [header, first = []] = await csv(out)
    expect(header).toEqual(['prediction', 'low', 'high'])
    const [prediction = NaN, low = NaN, high = NaN] = first.map(Number)
    expect(prediction - low).toBeCloseTo(high - prediction, 3)
    expect(high).toBeGreaterThan(prediction)
  })

  it.runIf(process.platform === 'linux')('says in one line that the place takes no file', async () => {
    const { code, value } = await crossfade.json('predict', 'birds', penguins, '--out', join('/', 'proc', 'predictions.csv'))
    expect([code, value]).toMatchObject([3, { error: { code: 'file-not-found', message: '/proc is gone, so nothing was written. Choose another place.' } }])
  })

  it.each([
    ['a file without any of the columns', 'a,b\n1,2\n', 3],
    ['an empty file', '', 3],
  ])('refuses %s, and writes nothing', async (name, text, code) => {
    const file = join(folder, `${name.replace(/ /g, '-')}.csv`)
    await writeFile(file, text)
    expect((await crossfade.run('predict', 'birds', file, '--out', join(folder, 'never.csv'))).code).toBe(code)
    const left = await readdir(folder)
    expect(left.filter((one) => one.includes('never') || one.endsWith('.tmp'))).toEqual([])
    expect((await readdir(join(crossfade.workspace, 'tmp'))).filter((one) => !one.startsWith('machine-'))).toEqual([])
  })
})

describe('crossfade verify', () => {
  it('proves a run by training it to the same bits', async () => {
    const before = await readFile(join(dir, 'run.json'), 'utf8')
    const { value, code } = await crossfade.json('verify', 'birds')
    expect(value).toMatchObject({ verdict: 'same', maxDifference: 0 })
    expect(code).toBe(0)
    expect(await readFile(join(dir, 'run.json'), 'utf8')).toBe(before)
  })

  it('says by how much a run differs whose record was changed', async () => {
    const file = join(dir, 'run.json')
    const text = await readFile(file, 'utf8')
    const record = JSON.parse(text) as { experiment: { training: { seed: number } } }
    record.experiment.training.seed = 7
    await writeFile(file, JSON.stringify(record))
    const { value, code } = await crossfade.json('verify', 'birds')
    expect(value).toMatchObject({ verdict: 'differs' })
    expect(value['maxDifference']).toBeGreaterThan(0)
    expect(code).toBe(1)
    await writeFile(file, text)
  })

  it('does not claim to know about a run of another machine or another TensorFlow', async () => {
    const file = join(dir, 'run.json')
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace(/"cpu": "[^"]*"/, '"cpu": "another processor"'))
    expect((await crossfade.json('verify', 'birds')).value).toMatchObject({ verdict: 'cannot', reason: expect.stringContaining('another machine') as string })
    await writeFile(file, text.replace(/"tensorflow": "[^"]*"/, '"tensorflow": "1.0.0"'))
    expect((await crossfade.json('verify', 'birds')).value).toMatchObject({ verdict: 'cannot', reason: expect.stringContaining('TensorFlow 1.0.0') as string })
    await writeFile(file, text)
  })
})
