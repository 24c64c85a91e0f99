import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CommandLine, penguins } from './fixtures/command-line'

let folder: string
let crossfade: CommandLine
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-room-'))
  crossfade = await CommandLine.open(folder)
}, 180_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Trained {
  readonly run: { readonly id: string; readonly dir: string }
}
const flags = ['--target', 'species', '--epochs', '6', '--keep-every', '2', '--engine', 'graph', '--threads', '1']

describe('a workspace that carries its data', () => {
  it('trains on and is proved on another place, where neither the table nor the file with the test rows is', async () => {
    const table = join(folder, 'table.csv')
    const test = join(folder, 'later.csv')
    const [header, ...rows] = (await readFile(penguins, 'utf8')).trim().split('\n')
    await writeFile(table, `${[header, ...rows.filter((_, row) => row % 5 !== 0)].join('\n')}\n`)
    await writeFile(test, `${[header, ...rows.filter((_, row) => row % 5 === 0)].join('\n')}\n`)
    const { value, code } = await crossfade.json('train', table, ...flags, '--test-file', test, '--keep-data', '--name', 'carried')
    expect(code).toBe(0)
    const { run } = value as unknown as Trained
    const record = JSON.parse(await readFile(join(run.dir, 'run.json'), 'utf8')) as { dataset: { testFile: { name: string } } }
    expect(record.dataset.testFile.name).toBe('later.csv')

    const there = join(folder, 'elsewhere')
    await mkdir(there)
    await cp(crossfade.workspace, join(there, 'moved'), { recursive: true })
    await rm(join(there, 'moved', 'cache'), { recursive: true })
    for (const file of [table, test]) await rename(file, `${file}.hidden`)
    const moved = await CommandLine.open(folder, join(there, 'moved'))
    expect((await moved.json('resume', 'carried', '--epochs', '2')).value).toMatchObject({ epochs: 8, run: { status: 'completed' } })
    const proof = await moved.json('verify', 'carried')
    expect(proof.value).toMatchObject({ verdict: 'same', reason: expect.stringContaining('in the 2 stretches') as string })
    for (const file of [table, test]) await rename(`${file}.hidden`, file)

    // The table from its copy, the test rows from their own file, which is CSV as it was.
    await rename(table, `${table}.hidden`)
    const slices = await moved.json('evaluate', 'carried', '--by', 'island')
    expect(slices.value).toMatchObject({ on: 'test', overall: { rows: rows.filter((_, row) => row % 5 === 0).length } })
    await rename(`${table}.hidden`, table)
  }, 240_000)
})

describe('crossfade storage', () => {
  it('says what takes room, and prunes by rule what no record needs', async () => {
    const { value } = await crossfade.json('storage')
    expect(value).toMatchObject({ runs: { count: 1 }, datasets: { copies: 2 }, cache: { tables: 1 }, bin: [] })
    const { dir } = ((await crossfade.json('show', 'carried')).value as unknown) as { dir: string }
    const before = await readFile(join(dir, 'run.json'), 'utf8')
    expect((await crossfade.run('storage', 'prune')).code).toBe(2)
    expect((await crossfade.json('storage', 'prune', '--kept-epochs', 'all', '--cache', '0')).value).toMatchObject({ dryRun: false, runs: 1, left: [] })
    expect((await readdir(join(dir, 'model'))).sort()).toEqual(['best', 'last'])
    expect(await readFile(join(dir, 'run.json'), 'utf8')).toBe(before)
    expect((await crossfade.json('evaluate', 'carried', '--epoch', '2')).code).toBe(2)
  }, 120_000)

  it('lists what is in the bin, and empties it', async () => {
    await crossfade.run('delete', 'carried')
    expect((await crossfade.json('storage')).value).toMatchObject({ bin: [{ name: 'carried' }], runs: { count: 0 } })
    const { stdout, code } = await crossfade.run('storage', 'empty-bin')
    expect(code).toBe(0)
    expect(stdout).toMatch(/trash of the system|removed for good/)
    expect(await readdir(join(crossfade.workspace, 'bin'))).toEqual([])
  }, 120_000)
})
