import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CommandLine, penguins } from './fixtures/command-line'

let folder: string
let crossfade: CommandLine
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-clock-'))
  crossfade = await CommandLine.open(folder, undefined, { CROSSFADE_TEST_PRELOAD: resolve('src/cli/fixtures/clock-set-back.cjs') })
}, 180_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const flags = ['--target', 'species', '--patience', '0', '--engine', 'graph', '--threads', '1']

describe('a clock that is set back by an hour while programs work', () => {
  it('loses no epoch, tells them all, and leaves times that can be', async () => {
    const started = crossfade.start('train', penguins, ...flags, '--epochs', '400', '--name', 'one', '--json')
    const { code, stdout, stderr } = await started.ended
    expect(code).toBe(0)
    const { run, timing } = JSON.parse(stdout) as { run: { id: string; dir: string; status: string }; timing: Record<string, number> }
    expect(run.status).toBe('completed')
    for (const value of Object.values(timing)) expect(value).toBeGreaterThanOrEqual(0)
    // The last epoch is told at once, and not an hour later.
    expect(stderr).toMatch(/Epoch 400\/400/)
    const lines = (await readFile(join(run.dir, 'metrics.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { epoch: number; ms: number; at: string })
    expect(lines.map(({ epoch }) => epoch)).toEqual(lines.map((_, index) => index + 1))
    expect(lines.every(({ ms }) => ms >= 0)).toBe(true)
    // The clock of this test did not jump.
    const { ended } = JSON.parse(await readFile(join(run.dir, 'run.json'), 'utf8')) as { ended: string }
    expect(Date.parse(ended)).toBeLessThan(Date.now() - 3_000_000)
  }, 120_000)

  it('lists, resumes, queues and proves runs whose times lie in the future', async () => {
    const { value } = await crossfade.json('runs')
    expect(value).toMatchObject({ runs: [{ name: 'one', status: 'completed' }], unreadable: [] })
    const [more, other] = await Promise.all([crossfade.json('resume', 'one', '--epochs', '20'), crossfade.json('train', penguins, ...flags, '--epochs', '5', '--name', 'two')])
    expect(more.value).toMatchObject({ epochs: 420, run: { status: 'completed' } })
    expect(other.value).toMatchObject({ epochs: 5, run: { status: 'completed' } })
    expect((await crossfade.json('queue')).value).toMatchObject({ queue: { paused: false, runs: [], working: [] } })
    expect((await crossfade.json('verify', 'one')).value).toMatchObject({ verdict: 'same' })
  }, 180_000)
})
