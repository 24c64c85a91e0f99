import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CommandLine, penguins } from './fixtures/command-line'

const folder = mkdtempSync(join(tmpdir(), 'crossfade-disks-'))
const disk = join(folder, 'disk')
const mounted = (...args: readonly string[]) => spawnSync('mount', [...args]).status === 0
const unmount = () => void spawnSync('umount', [disk])

mkdirSync(disk)
const canMount = process.platform === 'linux' && mounted('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk)
unmount()

let crossfade: CommandLine
beforeAll(async () => {
  crossfade = await CommandLine.open(folder, join(disk, 'workspace'))
}, 120_000)
afterEach(unmount)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!canMount)(`a small disk${canMount ? '' : ' (skipped: tmpfs cannot be mounted here)'}`, () => {
  it('refuses a workspace for which there is no room, and leaves what is there alone', async () => {
    mounted('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk)
    try {
      writeFileSync(join(disk, 'fill'), Buffer.alloc(128 * 1024))
    } catch {
      // It is full now: that is the point.
    }
    const { code, value, stderr } = await crossfade.json('train', penguins, '--target', 'species')
    expect(code).toBe(1)
    expect(value).toMatchObject({ error: { code: 'disk-full' } })
    expect(stderr).toContain('No space is left on the disk')
    expect(await readdir(disk)).toContain('fill')
  })

  it('keeps what is there when the disk fills, and goes on when there is room', async () => {
    mounted('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk)
    const long = ['--target', 'species', '--epochs', '300', '--patience', '0', '--keep-every', '1', '--layers', '64,64', '--engine', 'graph', '--threads', '1']
    const full = await crossfade.json('train', penguins, ...long)
    expect(full.code).toBe(1)
    expect(full.stderr).toContain('No space is left on the disk')
    const { id, dir } = full.value['run'] as { id: string; dir: string }
    const told = Number(full.value['epochs'])
    expect(told).toBeGreaterThan(5)
    const shown = await crossfade.json('show', id)
    expect((shown.value['metrics'] as unknown[]).length).toBeGreaterThanOrEqual(told)
    for (const name of ['run.json', 'notes.json', 'pipeline.json']) JSON.parse(await readFile(join(dir, name), 'utf8'))

    mounted('-o', 'remount,size=60m', disk)
    const resumed = await crossfade.json('resume', id)
    expect(resumed.value).toMatchObject({ run: { id, status: 'completed' }, epochs: 300 })
  }, 120_000)

  it('ends a study when the disk fills, and loses no trial that was finished when it goes on', async () => {
    mounted('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk)
    const printed = await crossfade.run('train', penguins, '--target', 'species', '--epochs', '40', '--patience', '0', '--keep-every', '1', '--layers', '16', '--engine', 'graph', '--print-config')
    const plan = { kind: 'search', space: [{ kind: 'choice', path: 'training.seed', values: [1, 2, 3, 4, 5, 6, 7, 8] }], strategy: { kind: 'grid' }, pruning: { kind: 'none' }, seeds: 1 }
    const path = join(folder, 'filling.json')
    writeFileSync(path, JSON.stringify({ version: 1, name: 'filling', experiment: JSON.parse(printed.stdout), plan, objective: { metric: 'loss', direction: 'min' }, budget: {} }))
    const full = await crossfade.json('study', path, '--jobs', '1')
    expect(full.code).toBe(1)
    expect(full.stderr).toContain('No space is left on the disk')
    const [study = ''] = await readdir(join(disk, 'workspace', 'studies'))
    const finished = async () => {
      const text = await readFile(join(disk, 'workspace', 'studies', study, 'trials.jsonl'), 'utf8')
      const lines = text.split('\n').flatMap((one) => (one.endsWith('}') ? [JSON.parse(one) as { kind: string; trial: number; status?: string; objective?: number }] : []))
      return lines.filter(({ kind, status }) => kind === 'ended' && status === 'completed')
    }
    const before = await finished()

    mounted('-o', 'remount,size=60m', disk)
    const resumed = await crossfade.json('study', path, '--resume', '--jobs', '1')
    expect(resumed.value).toMatchObject({ study: { status: 'completed' } })
    expect((resumed.value['trials'] as { status: string }[]).map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 'completed'))
    expect(before.length).toBeGreaterThan(0)
    expect((await finished()).slice(0, before.length)).toEqual(before)
  }, 120_000)

  it('shows the runs of a read-only workspace, and changes nothing', async () => {
    mounted('-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', disk)
    await crossfade.run('train', penguins, '--target', 'species', '--epochs', '2', '--name', 'kept')
    mounted('-o', 'remount,ro', disk)
    expect((await crossfade.json('runs')).value).toMatchObject({ runs: [{ name: 'kept', status: 'completed' }] })
    expect((await crossfade.json('show', 'kept')).code).toBe(0)
    expect((await crossfade.json('evaluate', 'kept')).code).toBe(0)
    const out = join(folder, 'predicted.csv')
    expect((await crossfade.json('predict', 'kept', penguins, '--out', out)).value).toMatchObject({ rows: 344 })
    for (const verb of [['train', penguins, '--target', 'species'], ['tag', 'kept', 'x'], ['delete', 'kept'], ['resume', 'kept', '--epochs', '1']]) {
      const { code, stderr } = await crossfade.run(...verb)
      expect(code).toBe(1)
      expect(stderr).toContain('read-only')
    }
  }, 120_000)
})

describe('two programs on one workspace', () => {
  it('train at once and list each other, and neither harms the other', async () => {
    const shared = await CommandLine.open(folder, join(folder, 'shared'))
    await shared.run('runs')
    const train = (seed: number) => shared.json('train', penguins, '--target', 'species', '--epochs', '20', '--engine', 'graph', '--seed', String(seed), '--name', `seed ${seed}`)
    const [first, second, ...lists] = await Promise.all([train(1), train(2), shared.json('runs'), shared.json('queue'), shared.json('runs')])
    for (const { value } of [first, second]) expect(value).toMatchObject({ run: { status: 'completed' } })
    for (const { code } of lists) expect(code).toBe(0)
    expect((await shared.json('runs')).value).toMatchObject({ runs: [{ status: 'completed' }, { status: 'completed' }], unreadable: [] })
    expect((await shared.json('queue')).value).toMatchObject({ queue: { paused: false, runs: [], working: [] } })
  }, 120_000)

  it('keep a second owner away from a run at work, and let anyone take it out of the queue', async () => {
    const shared = await CommandLine.open(folder, join(folder, 'owned'))
    const started = shared.start('train', penguins, '--target', 'species', '--epochs', '5000', '--patience', '0', '--engine', 'graph', '--name', 'busy')
    await started.said('Epoch 1/')
    for (const verb of [['resume', 'busy'], ['delete', 'busy']]) expect((await shared.run(...verb)).code).toBe(1)
    expect((await shared.json('rename', 'busy', 'still busy')).value).toMatchObject({ name: 'still busy', status: 'training' })
    started.child.kill('SIGINT')
    expect((await started.ended).code).toBe(130)

    await shared.run('queue', 'pause')
    const waiting = shared.start('train', penguins, '--target', 'species', '--name', 'waiting')
    await waiting.said('features, target species')
    expect((await shared.json('queue')).value).toMatchObject({ queue: { paused: true, runs: [{ name: 'waiting' }] } })
    await shared.run('queue', 'cancel', 'waiting')
    await waiting.ended
    expect((await shared.json('show', 'waiting')).value).toMatchObject({ status: 'stopped', reason: 'Taken out of the queue.' })
  }, 120_000)
})
