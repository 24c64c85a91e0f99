import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CommandLine, penguins } from './fixtures/command-line'

interface Measured {
  readonly value: number | null
  readonly interval: readonly [number, number] | null
}
interface Slice {
  readonly name: string
  readonly kind: string
  readonly rows: number
  readonly metrics: Readonly<Record<string, Measured>>
}

let folder: string
let crossfade: CommandLine
let dir: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-evaluate-'))
  crossfade = await CommandLine.open(folder)
  const { value } = await crossfade.json('train', penguins, '--target', 'species', '--features', 'bill_length_mm,island,year', '--epochs', '6', '--lr', '0.01', '--no-test', '--name', 'birds')
  dir = (value['run'] as { dir: string }).dir
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('crossfade evaluate --by', () => {
  it('scores what was left unscored, and adds up to the whole over a column that was not learned from', async () => {
    const { value, code } = await crossfade.json('evaluate', 'birds', '--by', 'sex')
    expect(code).toBe(0)
    const { slices, overall } = value as unknown as { readonly slices: readonly Slice[]; readonly overall: Slice }
    expect(slices.map(({ name }) => name).sort()).toEqual(['female', 'male', 'missing'])
    expect(slices.reduce((sum, { rows }) => sum + rows, 0)).toBe(69)
    const record = JSON.parse(await readFile(join(dir, 'run.json'), 'utf8')) as { readonly test: { readonly accuracy: number } }
    expect(overall.metrics['accuracy']?.value).toBeCloseTo(record.test.accuracy, 12)
    const right = slices.reduce((sum, { rows, metrics }) => sum + rows * (metrics['accuracy']?.value ?? NaN), 0)
    expect(right / 69).toBeCloseTo(record.test.accuracy, 12)
    for (const { metrics } of slices) expect(metrics['accuracy']?.interval).not.toBeNull()
  })

  it('counts the rows of each range as they are in the file', async () => {
    const { value } = await crossfade.json('evaluate', 'birds', '--by', 'body_mass_g', '--bins', '4')
    const { slices } = value as unknown as { readonly slices: readonly (Slice & { readonly range: readonly [number, number] | null })[] }
    const table = (await readFile(penguins, 'utf8')).trim().split('\n').map((line) => line.split(','))
    const column = table[0]?.indexOf('body_mass_g') ?? -1
    const bytes = await readFile(join(dir, 'scores', 'test-rows.npy'))
    const rows = new Int32Array(bytes.buffer.slice(bytes.byteOffset + bytes.length - 4 * 69, bytes.byteOffset + bytes.length))
    const masses = Array.from(rows, (row) => table[row + 1]?.[column] ?? 'NA')
    for (const { range, rows: counted } of slices) {
      const wanted = masses.filter((mass) => (range === null ? mass === 'NA' || mass === '' : Number(mass) >= range[0] && Number(mass) <= range[1]))
      expect(counted).toBe(wanted.length)
    }
    expect(slices.filter(({ kind }) => kind === 'range')).toHaveLength(4)
  })

  it.each([
    ['a column that is not there', ['--by', 'wings'], 3],
    ['two questions at once', ['--by', 'sex', '--importance'], 2],
    ['a seed without shuffling', ['--seed', '3'], 2],
  ])('refuses %s', async (_name, flags, code) => {
    expect((await crossfade.run('evaluate', 'birds', ...flags)).code).toBe(code)
  })
})

describe('crossfade evaluate --importance', () => {
  it('ranks the columns that were learned from, keeps what it found, and finds it again', async () => {
    const { value } = await crossfade.json('evaluate', 'birds', '--importance', '--repeats', '3')
    const { columns } = value as unknown as { readonly columns: readonly { readonly column: string; readonly features: readonly string[] }[] }
    expect(columns.map(({ column }) => column).sort()).toEqual(['bill_length_mm', 'island', 'year'])
    expect(columns[0]?.column).not.toBe('year')
    // The inputs of a category are shuffled together.
    expect(columns.find(({ column }) => column === 'island')?.features).toHaveLength(3)
    const { mtimeMs } = await stat(join(dir, 'importance.json'))
    expect((await crossfade.json('evaluate', 'birds', '--importance')).value).toEqual(value)
    expect((await stat(join(dir, 'importance.json'))).mtimeMs).toBe(mtimeMs)
  })

  it('records the look at test rows that were left unscored', async () => {
    const { value } = await crossfade.json('train', penguins, '--target', 'species', '--features', 'bill_length_mm', '--epochs', '1', '--no-test', '--name', 'unseen')
    const { baseline } = (await crossfade.json('evaluate', 'unseen', '--importance', '--repeats', '1')).value as { readonly baseline: { readonly accuracy: number } }
    const record = JSON.parse(await readFile(join((value['run'] as { dir: string }).dir, 'run.json'), 'utf8')) as { readonly test: { readonly accuracy: number } | null }
    expect(record.test?.accuracy).toBeCloseTo(baseline.accuracy, 12)
  })

  it('measures anew for another seed, and says what is wrong with a file that it cannot read', async () => {
    const [first, other] = [await crossfade.json('evaluate', 'birds', '--importance'), await crossfade.json('evaluate', 'birds', '--importance', '--seed', '9')]
    expect(other.value['seed']).toBe(9)
    expect(other.value['columns']).not.toEqual(first.value['columns'])
    await writeFile(join(dir, 'importance.json'), '{"version":1,')
    const broken = await crossfade.run('evaluate', 'birds', '--importance')
    expect(broken.code).not.toBe(0)
    expect(broken.stderr).toContain('importance.json')
    expect(await readFile(join(dir, 'importance.json'), 'utf8')).toBe('{"version":1,')
  })
})

describe('crossfade evaluate --epoch', () => {
  it('records each look at the test rows, and says where it cannot', async () => {
    const { value } = await crossfade.json('train', penguins, '--target', 'species', '--features', 'bill_length_mm', '--epochs', '3', '--keep-every', '1', '--lr', '0.1', '--name', 'looked')
    const path = join((value['run'] as { dir: string }).dir, 'run.json')
    const looks = async () => (JSON.parse(await readFile(path, 'utf8')) as { readonly testLooks: readonly unknown[] }).testLooks.length
    const other = (value['best'] as { epoch: number }).epoch === 1 ? '2' : '1'
    const recorded = await crossfade.run('evaluate', 'looked', '--epoch', other)
    expect([recorded.code, recorded.stderr.includes('does not record'), await looks()]).toEqual([0, false, 2])
    // A marker of a newer version: this program changes nothing here.
    const marker = join(crossfade.workspace, 'crossfade.json')
    const written = await readFile(marker, 'utf8')
    await writeFile(marker, '{"version":999}')
    const unrecorded = await crossfade.run('evaluate', 'looked', '--epoch', other)
    await writeFile(marker, written)
    expect([unrecorded.code, await looks()]).toEqual([0, 2])
    const figures = (text: string) => text.split('\n').slice(1)
    expect(figures(unrecorded.stdout)).toEqual(figures(recorded.stdout))
    expect(unrecorded.stderr).toContain('so the run does not record that its test rows were looked at')
  })
})
