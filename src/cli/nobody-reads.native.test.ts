import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CommandLine, penguins } from './fixtures/command-line'

let folder: string
let crossfade: CommandLine

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-nobody-reads-'))
  crossfade = await CommandLine.open(folder)
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a program that drives the command line', () => {
  it('may stop reading the messages: the run goes on to its end', async () => {
    const training = crossfade.start('train', penguins, '--target', 'species', '--epochs', '3', '--name', 'unread', '--json')
    await training.said('features, target species')
    training.child.stderr?.destroy()
    const { code, stdout } = await training.ended
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ run: { status: 'completed' }, epochs: 3 })
  })

  it('is told that training metrics decide where there are no validation rows', async () => {
    const trained = await crossfade.json('train', penguins, '--target', 'species', '--epochs', '2', '--validation', '0', '--name', 'unheld')
    expect(trained.stderr).toContain('training metrics say which epoch is best')
    expect(trained.value).toMatchObject({ monitor: { metric: 'loss', on: 'training' } })
    expect((await crossfade.run('show', 'unheld')).stdout).toContain('training metrics say which epoch is best')
    expect((await crossfade.json('resume', 'unread', '--epochs', '1')).value).toMatchObject({ monitor: { on: 'validation' } })
  })

  it('is told that a run which does not wait has no place in the queue', async () => {
    expect(await crossfade.json('queue', 'move', 'unread', '1')).toMatchObject({ code: 1, value: { error: { code: 'illegal-move' } }, stderr: expect.stringContaining('does not wait in the queue') as string })
  })

  it('is told once what is wrong with a workspace', async () => {
    const damaged = await CommandLine.open(folder, join(folder, 'damaged'))
    await mkdir(join(folder, 'damaged'))
    await writeFile(join(folder, 'damaged', 'crossfade.json'), '{')
    const { code, value, stderr } = await damaged.json('runs')
    expect([code, value]).toEqual([0, { runs: [], unreadable: [] }])
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('crossfade.json cannot be read') as string])
  })

  it('is told that an empty name is no workspace', async () => {
    const nowhere = await CommandLine.open(folder, '')
    for (const verb of ['runs', 'queue']) expect(await nowhere.json(verb)).toMatchObject({ code: 2, value: { error: { code: 'invalid-argument' } }, stderr: '--workspace needs a value: DIR.\n' })
  })
})
