import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CommandLine, penguins } from './fixtures/command-line'

let folder: string
let crossfade: CommandLine

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-look-'))
  crossfade = await CommandLine.open(folder)
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

async function table(name: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `${lines.join('\n')}\n`)
  return path
}

/** 60 rows, of which the last 12 repeat the first 12; the class follows from `code`, and `at` counts the rows. */
const copied = () => ['at,weight,code,taste', ...Array.from({ length: 60 }, (_, i) => i % 48).map((i, at) => `${at},${(i * 37) % 101},c${i % 2},${i % 2 === 0 ? 'sweet' : 'sour'}`)]

describe('crossfade profile', () => {
  it('describes every column in one JSON document', async () => {
    const { code, value } = await crossfade.json('profile', penguins)
    expect(code).toBe(0)
    expect(value).toMatchObject({ file: penguins, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string, rows: 344, rejectedRows: 0, ms: expect.any(Number) as number })
    const columns = value['columns'] as readonly Record<string, unknown>[]
    expect(columns.map((column) => column['name'])).toEqual(['species', 'island', 'bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g', 'sex', 'year'])
    expect(columns[5]).toMatchObject({ type: 'number', missing: 2, distinct: 94, min: 2700, max: 6300 })
    expect(columns[6]).toMatchObject({ type: 'category', missing: 11, distinct: 2, mean: null, std: null })
  })

  it('shows rows that are spread over the file when asked for a sample', async () => {
    const { value } = await crossfade.json('profile', penguins, '--sample', '4')
    expect(value['sample']).toMatchObject({ rowNumbers: [0, 86, 172, 258], rows: expect.arrayContaining([]) as unknown })
  })

  it('reads a file as it is told to', async () => {
    const path = await table('semicolons.csv', ['a;b,c', '1;2,3', '4;5,6'])
    const { value } = await crossfade.json('profile', path, '--delimiter', ',')
    expect((value['columns'] as readonly { name: string }[]).map(({ name }) => name)).toEqual(['a;b', 'c'])
  })

  it('takes the first line for names, or for a row, when it is told which', async () => {
    // Two-letter names that come again below look like a row.
    const path = await table('short.csv', ['ab,cd', 'x1,ab', 'ab,-', 'y2,cd'])
    const names = async (...flags: string[]) => {
      const { value } = await crossfade.json('profile', path, ...flags)
      return [value['rows'], ...(value['columns'] as readonly { name: string }[]).map(({ name }) => name)]
    }
    expect(await names()).toEqual([4, 'column_1', 'column_2'])
    expect(await names('--header', 'yes')).toEqual([3, 'ab', 'cd'])
    expect(await names('--header', 'no')).toEqual([4, 'column_1', 'column_2'])
  })

  it('takes quotes and groups of thousands as it is told to', async () => {
    const path = await table('quotes.csv', ['note,price', "'a,b',1.234", "'c',5.678", "'d',9.012"])
    const { value } = await crossfade.json('profile', path, '--quote', "'", '--thousands', '.', '--decimal', ',')
    expect(value).toMatchObject({ rejectedRows: 0, columns: [{ name: 'note', min: 'a,b' }, { name: 'price', min: 1234, max: 9012 }] })
    const { code, stderr } = await crossfade.run('audit', path, '--header', 'perhaps')
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('--header perhaps: choose one of yes, no.') as string })
  })
})

describe('crossfade audit', () => {
  it('answers what the outside contract names', async () => {
    const { code, value } = await crossfade.json('audit', await table('copied.csv', copied()), '--target', 'taste', '--split', 'random')
    expect(code).toBe(0)
    expect(value).toMatchObject({
      rows: 60,
      duplicates: { rows: 12, groups: 12 },
      conflicts: { rows: 0, ceilingAccuracy: 1 },
      sortedByTarget: false,
      ms: expect.any(Number) as number,
    })
    expect(value['suspicious']).toEqual(expect.arrayContaining([expect.objectContaining({ column: 'code', kind: 'target-copy', remedy: expect.objectContaining({ kind: 'ignore-column', column: 'code' }) as unknown })]))
    const twins = value['twins'] as { testRows: number; share: number }
    expect(twins.testRows).toBeGreaterThan(0)
    expect(twins.share).toBeCloseTo(twins.testRows / 12, 12)
  })

  it('stays quiet about the penguins, but for what is true of them', async () => {
    const { value, stderr } = await crossfade.json('audit', penguins)
    expect(stderr).toContain('Target: species (guessed')
    expect((value['findings'] as readonly { kind: string }[]).map(({ kind }) => kind)).toEqual(['sorted-by-target'])
    expect(value).toMatchObject({ duplicates: { rows: 0, groups: 0 }, suspicious: [], groups: [], twins: { testRows: 0 } })
  })

  it('says in words what it found, and what to do', async () => {
    const { code, stdout } = await crossfade.run('audit', await table('copied.csv', copied()), '--target', 'taste')
    expect(code).toBe(0)
    expect(stdout).toContain('12 rows repeat an earlier one exactly, in 12 groups.')
    expect(stdout).toContain('→ Drop exact duplicates')
  })

  it.each([
    [3, ['--target', 'colour'], /has no column "colour"/],
    [3, ['--ignore', 'colour'], /--ignore: .* has no column "colour"/],
    [2, ['--split', 'group'], /--group COL/],
    [2, ['--speed', '3'], /no flag --speed/],
  ])('ends with %i where the line or the input is wrong: %j', async (expected, flags, message) => {
    const { code, stdout, stderr } = await crossfade.run('audit', penguins, ...flags)
    expect(code).toBe(expected)
    expect(stderr).toMatch(message)
    expect(stdout).toBe('')
  })

  it('says why each column is left out where none is left to learn from', async () => {
    const { code, stderr } = await crossfade.run('audit', await table('counted.csv', ['n,y', ...Array.from({ length: 60 }, (_, i) => `${i},${i % 2 === 0 ? 'a' : 'b'}`)]), '--target', 'y')
    expect(code).toBe(3)
    expect(stderr.trim().split('\n').pop()).toMatch(/^No column is left to learn from: left out are n \(.+\)\. Name some with --features A,B to learn from them all the same\.$/)
  })

  it('ends with 3 where there is no such file, and explains itself', async () => {
    expect((await crossfade.run('audit', join(folder, 'none.csv'))).code).toBe(3)
    const help = await crossfade.run('audit', '--help')
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('--target COL') as string })
  })
})
