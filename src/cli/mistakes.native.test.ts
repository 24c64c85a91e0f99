import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CommandLine, penguins } from './fixtures/command-line'

let folder: string
let crossfade: CommandLine
let id: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-mistakes-'))
  crossfade = await CommandLine.open(folder)
  const { value } = await crossfade.json('train', penguins, '--target', 'species', '--epochs', '1', '--name', 'birds')
  id = (value['run'] as { id: string }).id
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a mistake in the recipe', () => {
  it.each([
    ['a group that is not there', ['--target', 'species', '--split', 'group', '--group', 'nope'], 'has no column "nope" to group by. Its columns: '],
    ['a regression on a text', ['--target', 'species', '--task', 'regression'], 'holds texts, so it is no number to predict'],
    ['a split column that names no parts', ['--target', 'species', '--split', 'column', '--split-column', 'sex'], 'which names no part. It must hold train, validation or test'],
    ['a weight column that is not there', ['--target', 'species', '--weight-column', 'nope'], 'has no column "nope" with weights of the rows. Its columns: '],
    ['a test file that is not there', ['--target', 'species', '--test-file', '/nowhere/test.csv'], '/nowhere/test.csv'],
  ])('is told before there is a run: %s', async (_, flags, message) => {
    const { code, stderr } = await crossfade.run('train', penguins, ...flags, '--epochs', '1')
    expect(stderr).toContain(message)
    expect(code).toBe(3)
    expect(await readdir(join(crossfade.workspace, 'runs'))).toEqual([id])
  })

  it('is told before there is a run: a test file without some of the columns', async () => {
    const path = join(folder, 'bare.tsv')
    await writeFile(path, 'island\tsex\tyear\nBiscoe\tmale\t2007\n')
    const { code, stderr } = await crossfade.run('train', penguins, '--target', 'species', '--features', 'island,bill_length_mm,sex', '--test-file', path, '--epochs', '1')
    expect(stderr).toContain(`The file with the test rows, ${path}, has no column "bill_length_mm", "species". Choose a file that has`)
    expect(code).toBe(3)
    expect(await readdir(join(crossfade.workspace, 'runs'))).toEqual([id])
  })
})

describe('a small file that cannot be read', () => {
  it('does not hide the runs: crossfade.json', async () => {
    const marker = join(crossfade.workspace, 'crossfade.json')
    await writeFile(marker, '{')
    const { code, stdout, stderr } = await crossfade.run('runs')
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(id) as string })
    expect(stderr).toMatch(/crossfade\.json cannot be read.*read-only.*delete it: a new one is made/)
    expect((await crossfade.run('show', 'birds')).stdout).toContain(id)
    expect(await crossfade.run('train', penguins, '--target', 'species')).toMatchObject({ code: 1, stderr: expect.stringContaining('Mend the file, or delete it') as string })
    await rm(marker)
    expect((await crossfade.run('tag', 'birds', 'back')).code).toBe(0)
  })

  it('says what to do: queue.json', async () => {
    const queue = join(crossfade.workspace, 'queue.json')
    await writeFile(queue, '{')
    expect(await crossfade.run('queue')).toMatchObject({ code: 1, stderr: expect.stringContaining('rename or delete it') as string })
    await rm(queue)
  })

  it('does not keep its run from the bin: run.json', async () => {
    await writeFile(join(crossfade.workspace, 'runs', id, 'run.json'), '{')
    expect(await crossfade.run('delete', id)).toMatchObject({ code: 0, stdout: expect.stringContaining(`${id} is in the bin`) as string })
    expect(await readdir(join(crossfade.workspace, 'runs'))).toEqual([])
    expect(await readdir(join(crossfade.workspace, 'bin'))).toEqual([id])
    expect(await crossfade.run('restore', id)).toMatchObject({ code: 0, stdout: expect.stringContaining(`${id} is back, and cannot be read`) as string })
    expect((await crossfade.json('runs')).value).toMatchObject({ runs: [], unreadable: [{ id, reason: 'run.json: it is not JSON, or its end is missing' }] })
  })
})
