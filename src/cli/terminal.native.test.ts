import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { childrenOf, CommandLine, penguins } from './fixtures/command-line'

let folder: string
let crossfade: CommandLine

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-terminal-'))
  crossfade = await CommandLine.open(folder)
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const runIds = async (): Promise<readonly string[]> => readdir(join(crossfade.workspace, 'runs')).catch(() => [])

describe('crossfade train', () => {
  it('trains a table to a saved run, and says so in one JSON document', async () => {
    const { code, value, stderr } = await crossfade.json('train', penguins, '--target', 'species', '--epochs', '3', '--name', 'first', '--tag', 'a,b')
    expect(stderr).toContain('Epoch 3/3')
    expect(code).toBe(0)
    expect(value).toMatchObject({
      run: { status: 'completed' },
      task: 'classification',
      epochs: 3,
      dataset: { rows: 344, classes: 3 },
      split: { method: 'stratified', train: 241, validation: 34, test: 69, seed: 42 },
      best: { epoch: expect.any(Number) as number, validation: { accuracy: expect.any(Number) as number } },
      test: { loss: expect.any(Number) as number, accuracy: expect.any(Number) as number },
      parameters: { total: expect.any(Number) as number },
    })
    const { dir } = value['run'] as { dir: string }
    const files = await readdir(dir, { recursive: true })
    for (const name of ['run.json', 'notes.json', 'metrics.jsonl', 'pipeline.json', 'evaluation.json', 'checkpoint', 'model/best/model.json', 'scores/test.npy']) {
      expect(files).toContain(name)
    }
    expect(files).not.toContain('lock')
    expect((await readFile(join(dir, 'metrics.jsonl'), 'utf8')).trim().split('\n')).toHaveLength(3)
  })

  it('lists and shows what was trained', async () => {
    const listed = await crossfade.json('runs')
    expect(listed.value).toMatchObject({ runs: [{ name: 'first', status: 'completed', tags: ['a', 'b'], task: 'classification' }], unreadable: [] })
    const shown = await crossfade.json('show', 'first')
    expect(shown.value).toMatchObject({ name: 'first', status: 'completed', metrics: [{ epoch: 1 }, { epoch: 2 }, { epoch: 3 }] })
    expect((await crossfade.run('runs')).stdout).toContain('first')
  })

  it('takes test rows from a file of another format than the table', async () => {
    const [head = '', ...rows] = (await readFile(penguins, 'utf8')).trim().split('\n')
    const [main, rest] = [join(folder, 'main.csv'), rows.slice(260)]
    await writeFile(main, [head, ...rows.slice(0, 260)].join('\n'))
    const files: readonly (readonly [string, string])[] = [['rest.csv', ','], ['rest.tsv', '\t']]
    const found: unknown[] = []
    for (const [name, delimiter] of files) {
      await writeFile(join(folder, name), [head, ...rest].join('\n').replace(/,/g, delimiter))
      const { code, value } = await crossfade.json('train', main, '--target', 'sex', '--epochs', '1', '--test-file', join(folder, name), '--name', name)
      expect(code).toBe(0)
      found.push(value['test'])
      expect((await crossfade.run('delete', name)).code).toBe(0)
    }
    const [first, second] = found as { scoredAt?: string }[]
    expect({ ...second, scoredAt: '' }).toEqual({ ...first, scoredAt: '' })
  })

  it('says which classes are too rare for three parts, after the training and when the run is shown', async () => {
    const file = join(folder, 'rare.csv')
    await writeFile(file, `x,kind\n${Array.from({ length: 60 }, (_, row) => `${(row * 7) % 11},${row === 0 ? 'single' : row % 2 === 0 ? 'even' : 'odd'}`).join('\n')}\n`)
    const { code, stderr } = await crossfade.run('train', file, '--target', 'kind', '--epochs', '1', '--name', 'rare')
    expect(code).toBe(0)
    expect(stderr).toContain('1 class has no validation row')
    const shown = await crossfade.run('show', 'rare')
    expect(shown.stdout).toContain('1 class has no validation row')
    expect((await crossfade.run('delete', 'rare')).code).toBe(0)
  })

  it('prints an experiment that trains to the same weights', async () => {
    const printed = await crossfade.run('train', penguins, '--target', 'species', '--epochs', '2', '--dropout', '0.1', '--print-config')
    expect(printed.code).toBe(0)
    const config = join(folder, 'experiment.json')
    await writeFile(config, printed.stdout)
    const before = await runIds()
    const [first, second] = [await crossfade.json('train', '--config', config), await crossfade.json('train', '--config', config)]
    expect((await runIds()).length).toBe(before.length + 2)
    const weights = await Promise.all(
      [first, second].map(async ({ value }) => {
        const text = await readFile(join((value['run'] as { dir: string }).dir, 'run.json'), 'utf8')
        return (JSON.parse(text) as { weights: unknown }).weights
      }),
    )
    expect(weights[0]).not.toBeNull()
    expect(weights[0]).toEqual(weights[1])
  })

  it('changes what people write to a run, and brings a deleted one back', async () => {
    expect((await crossfade.json('rename', 'first', 'renamed')).value).toMatchObject({ name: 'renamed' })
    expect((await crossfade.json('tag', 'renamed', 'c', '--remove', 'a')).value).toMatchObject({ tags: ['b', 'c'] })
    expect((await crossfade.json('note', 'renamed', 'as expected')).value).toMatchObject({ notes: 'as expected' })
    const id = String((await crossfade.json('delete', 'renamed')).value['id'])
    expect((await crossfade.json('show', 'renamed')).code).toBe(2)
    expect((await crossfade.json('restore', 'renamed')).value).toMatchObject({ id, notes: 'as expected' })
    expect((await crossfade.json('show', 'renamed')).code).toBe(0)
  })
})

describe('a table whose file has moved', () => {
  it('is found again by its content beside the workspace, and missed in plain words when it is nowhere', async () => {
    const file = join(folder, 'birds.csv')
    await copyFile(penguins, file)
    await crossfade.json('train', file, '--target', 'species', '--epochs', '2', '--name', 'moved')
    await mkdir(join(folder, 'data'))
    await rename(file, join(folder, 'data', 'other-name.csv'))
    await rm(join(crossfade.workspace, 'cache', 'prepared'), { recursive: true })
    expect((await crossfade.json('resume', 'moved', '--epochs', '1')).value).toMatchObject({ run: { status: 'completed' }, epochs: 3 })

    await rm(join(folder, 'data', 'other-name.csv'))
    await rm(join(crossfade.workspace, 'cache', 'prepared'), { recursive: true })
    const missed = await crossfade.json('resume', 'moved', '--epochs', '1')
    expect(missed).toMatchObject({ code: 3, stderr: expect.stringContaining('is no longer at') as string })
    expect((await crossfade.json('show', 'moved')).value).toMatchObject({ status: 'completed', epochs: 3, hasCheckpoint: true })
    await copyFile(penguins, file)
    await crossfade.run('profile', file)
    expect((await crossfade.json('resume', 'moved', '--epochs', '1')).value).toMatchObject({ run: { status: 'completed' }, epochs: 4 })
  }, 120_000)
})

describe('bad input', () => {
  const table = (text: string | Uint8Array) => async (path: string) => writeFile(path, text)
  it.each<[string, ((path: string) => Promise<void>) | null, readonly string[], RegExp]>([
    ['a missing file', null, [], /there is no such file/],
    ['an empty file', table(''), [], /is empty/],
    ['a header only', table('a,y\n'), [], /has a header and no rows/],
    ['a pipe', async (path) => void execFileSync('mkfifo', [path]), [], /not an ordinary file/],
    ['a link that leads back to itself', async (path) => symlink(path, path), [], /leads back to itself/],
    ['a binary file', table(Uint8Array.from({ length: 3000 }, (_, i) => (i * 7919) % 256)), [], /not a table/],
    ['a directory', async (path) => void (await mkdir(path)), [], /is a folder/],
    ['a target of one class', table('a,y\n1,x\n2,x\n3,x\n'), [], /only one class/],
    ['a target that is all missing', table('a,y\n1,\n2,\n3,\n'), [], /no value in any of the 3 rows/],
    ['a target that is not there', table('a,b\n1,2\n2,3\n'), [], /has no column "y"/],
    ['a stack that cannot be built', table('a,y\n1,0.5\n2,1.5\n3,2.25\n'), ['--task', 'regression', '--output', 'softmax'], /linear output/],
    ['a stack that no machine holds', table('a,y\n1,x\n2,z\n3,x\n'), ['--layers', Array(60).fill(16384).join(',')], /needs about/],
  ])('refuses %s with a plain line, and leaves nothing behind', async (name, make, flags, message) => {
    const before = await runIds()
    const path = join(folder, `${name.replace(/ /g, '-')}.csv`)
    await make?.(path)
    const { code, value, stderr } = await crossfade.json('train', path, '--target', 'y', ...flags)
    expect(stderr.trim().split('\n').pop()).toMatch(message)
    expect(value).toMatchObject({ error: { message: expect.stringMatching(message) as string } })
    expect(code).toBe(3)
    expect(await runIds()).toEqual(before)
  })

  it('keeps a workspace it may not write to as it is', async () => {
    const foreign = join(folder, 'foreign')
    await mkdir(foreign)
    await writeFile(join(foreign, 'other.txt'), 'mine')
    const other = new CommandLine(foreign, process.env)
    expect(await other.run('runs')).toMatchObject({ code: 1, stderr: expect.stringContaining('holds other files') as string })
    expect(await readdir(foreign)).toEqual(['other.txt'])
  })

  it('shows an unreadable run beside the others, and leaves it alone', async () => {
    const [id] = (await runIds()) as [string]
    const file = join(crossfade.workspace, 'runs', id, 'run.json')
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.slice(0, 100))
    const { value } = await crossfade.json('runs')
    expect(value).toMatchObject({ unreadable: [{ id, reason: expect.stringContaining('run.json') as string }] })
    expect((value['runs'] as unknown[]).length).toBeGreaterThan(0)
    expect(await readFile(file, 'utf8')).toBe(text.slice(0, 100))
    expect((await crossfade.json('show', id)).code).toBe(1)
    await writeFile(file, text)
  })
})

describe('interruption', () => {
  const long = ['train', penguins, '--target', 'species', '--epochs', '300', '--patience', '0', '--engine', 'graph', '--threads', '1', '--no-test']

  it('saves the run on Ctrl-C, exits 130 and ends its engine processes', async () => {
    const started = crossfade.start(...long)
    await started.said('Epoch 1/')
    const engines = childrenOf(started.child.pid ?? 0)
    expect(engines.map((one) => one.role).sort()).toEqual(['data', 'trainer'])
    started.child.kill('SIGINT')
    const { code, stderr } = await started.ended
    expect(code).toBe(130)
    const id = /crossfade resume (r-\S+)/.exec(stderr)?.[1] ?? ''
    expect((await crossfade.json('show', id)).value).toMatchObject({ status: 'paused', hasCheckpoint: true })
    for (const one of engines) expect(() => process.kill(one.pid, 0)).toThrow()
    const resumed = await crossfade.json('resume', id)
    expect(resumed.value).toMatchObject({ run: { id, status: 'completed' }, epochs: 300 })
  })

  it('tells plainly that the trainer was killed, and goes on from what was saved', async () => {
    const started = crossfade.start(...long)
    await started.said('Epoch 1/')
    const trainer = childrenOf(started.child.pid ?? 0).find((one) => one.role === 'trainer')
    process.kill(trainer?.pid ?? 0, 'SIGKILL')
    const { code, stderr } = await started.ended
    expect(code).toBe(1)
    expect(stderr).toContain('The trainer engine ended unexpectedly')
    const id = /crossfade resume (r-\S+)/.exec(stderr)?.[1] ?? ''
    expect((await crossfade.json('show', id)).value).toMatchObject({ status: 'interrupted' })
    expect((await crossfade.json('resume', id)).value).toMatchObject({ run: { status: 'completed' }, epochs: 300 })
  })
})

describe('the command line itself', () => {
  it.each([
    [['--help'], 0],
    [['train', '--help'], 0],
    [['trian'], 2],
    [['export', 'x'], 2],
    [['train', 'x.csv'], 2],
    [['train', 'x.csv', '--target', 'y', '--epochs', 'many'], 2],
    [['train', '--config', 'x.json', '--target', 'y'], 2],
    [['show'], 2],
  ])('answers %j with exit code %i and one line', async (args, expected) => {
    const { code, stderr } = await crossfade.run(...args)
    expect(code).toBe(expected)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})
