import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { CommandLine, penguins } from './fixtures/command-line'

const flags = ['--target', 'body_mass_g', '--epochs', '3', '--patience', '0', '--layers', '64', '--lr', '0.0003', '--engine', 'graph', '--threads', '1']

interface Shown {
  readonly id: string
  readonly dir: string
  readonly status: string
  readonly best: { readonly epoch: number }
  readonly test: { readonly rmse: number } | null
  readonly evaluation: { readonly test: { readonly epoch: number } | null; readonly validation: { readonly epoch: number } | null }
  readonly weights: { readonly best: string; readonly bestEpoch: number }
}

let folder: string
let crossfade: CommandLine
let early: string

const show = async (name: string) => (await crossfade.json('show', name)).value as unknown as Shown

/** Trains on, and ends that in the middle by a signal. */
async function trainOn(name: string, signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
  const started = crossfade.start('resume', name, '--epochs', '500000')
  const { dir } = await show(name)
  await vi.waitFor(async () => expect((await readFile(join(dir, 'metrics.jsonl'), 'utf8')).split('\n').length).toBeGreaterThan(40), { timeout: 60_000, interval: 20 })
  started.child.kill(signal)
  await started.ended
  await vi.waitFor(async () => expect((await show(name)).status).toBe(signal === 'SIGKILL' ? 'interrupted' : 'paused'), { timeout: 30_000, interval: 300 })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-trained-on-'))
  crossfade = await CommandLine.open(folder)
  for (const name of ['killed', 'paused', 'other']) await crossfade.run('train', penguins, ...flags, '--name', name)
  early = (await show('killed')).weights.best
  await trainOn('killed', 'SIGKILL')
  await trainOn('paused', 'SIGINT')
}, 240_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a run that was killed while it was trained on', () => {
  it('shows no test metrics of the weights that it had before as those of its best', async () => {
    const run = await show('killed')
    expect(run.best.epoch).toBeGreaterThan(3)
    expect(run).toMatchObject({ test: null, evaluation: { test: null, validation: null } })
    const { stdout } = await crossfade.run('show', 'killed')
    expect(stdout).toMatch(/test \(epoch 3\).*before it was trained on/)
    expect(stdout).toMatch(/weights +of epoch 3;/)
    const runs = (await crossfade.json('runs')).value['runs'] as readonly { name: string; metrics: { test: unknown } }[]
    expect(runs.find(({ name }) => name === 'killed')?.metrics.test).toBeNull()
    expect(runs.find(({ name }) => name === 'other')?.metrics.test).not.toBeNull()
  })

  it('neither scores, exports nor predicts with those weights in place of its best', async () => {
    const { best } = await show('killed')
    for (const args of [
      ['evaluate', 'killed'],
      ['evaluate', 'killed', '--on', 'validation'],
      ['predict', 'killed', penguins, '--out', join(folder, 'never.csv')],
      ['export', 'killed', '--format', 'numpy', '--out', join(folder, 'never.npz')],
    ]) {
      const { code, stderr } = await crossfade.run(...args)
      expect(code).not.toBe(0)
      expect(stderr).toContain(`its best weights, of epoch ${best.epoch}, are saved when its training ends. Resume it, or use those of epoch 3`)
    }
  })

  it('still answers for the weights that it has, by their epoch', async () => {
    expect((await crossfade.json('evaluate', 'killed', '--epoch', '3')).value).toMatchObject({ epoch: 3, recorded: true })
    expect((await crossfade.run('predict', 'killed', penguins, '--epoch', '3', '--out', join(folder, 'third.csv'))).code).toBe(0)
    // The errors that the interval rests on are those of the best weights.
    expect((await readFile(join(folder, 'third.csv'), 'utf8')).split('\n')[1]).toMatch(/^[\d.]+,,$/)
  })

  it('is not compared, put together or described by scores of other weights', async () => {
    const { value } = await crossfade.json('compare', 'killed', 'other')
    expect(value['comparable']).toBe(false)
    expect(value['scoredParts']).toEqual([])
    expect(await crossfade.run('ensemble', 'killed', 'other')).toMatchObject({ code: 2, stderr: expect.stringContaining('its best weights are saved when its training ends') as string })
    await crossfade.run('export', 'killed', '--format', 'card', '--out', join(folder, 'card.md'))
    const card = await readFile(join(folder, 'card.md'), 'utf8')
    const before = JSON.parse(await readFile(join((await show('killed')).dir, 'evaluation.json'), 'utf8')) as { test: { metrics: { rmse: { value: number } } } }
    expect(card).not.toContain(before.test.metrics.rmse.value.toPrecision(4))
  })
})

describe('a run that was paused while it was trained on', () => {
  it('has its best weights, which are scored anew', async () => {
    const run = await show('paused')
    expect(run.best.epoch).toBeGreaterThan(3)
    expect(run).toMatchObject({ test: null, evaluation: { test: null, validation: null }, weights: { bestEpoch: run.best.epoch } })
    expect(run.weights.best).not.toBe(early)
    const record = JSON.parse(await readFile(join(run.dir, 'run.json'), 'utf8')) as { test: unknown }
    expect(record.test).toBeNull()
    const { value } = await crossfade.json('evaluate', 'paused')
    expect(value).toMatchObject({ epoch: run.best.epoch, recorded: true })
    const after = await show('paused')
    expect(after.test?.rmse).toBeCloseTo((value['metrics'] as { rmse: { value: number } }).rmse.value, 9)
    expect(after.status).toBe('paused')
    // It goes on as if nobody had looked.
    expect((await crossfade.json('evaluate', 'paused', '--on', 'validation')).value).toMatchObject({ epoch: run.best.epoch, recorded: true })
  })
})

describe('a run that could not be trained on', () => {
  it('stays completed where its file is away, and is trained on when it is back', async () => {
    const [file, away] = [join(folder, 'away.csv'), join(folder, 'elsewhere', 'away.csv')]
    await copyFile(penguins, file)
    await crossfade.run('train', file, ...flags, '--seed', '7', '--name', 'away')
    await mkdir(join(folder, 'elsewhere'))
    await rename(file, away)
    const before = await readFile(join((await show('away')).dir, 'run.json'), 'utf8')
    expect(await crossfade.run('resume', 'away', '--epochs', '2')).toMatchObject({ code: 3, stderr: expect.stringContaining('no longer at') as string })
    expect(await readFile(join((await show('away')).dir, 'run.json'), 'utf8')).toBe(before)
    await rename(away, file)
    expect((await crossfade.json('resume', 'away', '--epochs', '2')).value).toMatchObject({ run: { status: 'completed' }, epochs: 5 })
  })

  it('is completed again when it is taken out of the queue', async () => {
    const before = await show('other')
    await crossfade.run('queue', 'pause')
    const waiting = crossfade.start('resume', 'other', '--epochs', '5')
    await waiting.said('It waits: the queue is paused')
    expect((await show('other')).status).toBe('queued')
    await crossfade.run('queue', 'cancel', 'other')
    await waiting.ended
    await crossfade.run('queue', 'resume')
    expect(await show('other')).toEqual(before)
  })
})
