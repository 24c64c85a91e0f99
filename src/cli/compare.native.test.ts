import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CommandLine, penguins } from './fixtures/command-line'

let folder: string
let crossfade: CommandLine
const ids: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-compare-'))
  crossfade = await CommandLine.open(folder)
  for (const [name, layers] of [['small', '4'], ['wide', '32']] as const) {
    const { value } = await crossfade.json('train', penguins, '--target', 'species', '--epochs', '3', '--layers', layers, '--name', name)
    ids.push((value['run'] as { id: string }).id)
  }
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(folder, name), 'utf8'))

describe('crossfade compare', () => {
  it('prints the values, the settings that differ, the sizes and a sentence', async () => {
    const { stdout, code } = await crossfade.run('compare', 'small', 'wide')
    expect(code).toBe(0)
    for (const title of ['on test rows', 'setting', 'model size', 'time an epoch', 'training time']) expect(stdout).toContain(title)
    expect(stdout).toMatch(/wide +r-\S+ +3 +\d[\d,]* +[\d.]+ k?B/)
    expect(stdout).toContain('The model of wide is better than that of small')
  })

  it('opens the same comparison again from what it saved', async () => {
    const first = await crossfade.json('compare', 'small', 'wide', '--baseline', 'wide', '--on', 'validation', '--key', 'island', '--save-config', join(folder, 'config.json'))
    expect(await read('config.json')).toEqual({ version: 1, kind: 'comparison', runs: [ids[1], ids[0]], baseline: ids[1], on: 'validation', key: 'island', epoch: 'best', onlyDifferences: true })
    const again = await crossfade.json('compare', '--config', join(folder, 'config.json'), '--save-config', join(folder, 'again.json'))
    expect(again.value).toEqual(first.value)
    expect(await read('again.json')).toEqual(await read('config.json'))
  })

  it('lets what the line says go before the file', async () => {
    const { value } = await crossfade.json('compare', '--config', join(folder, 'config.json'), '--baseline', 'small', '--on', 'test')
    expect(value).toMatchObject({ baseline: ids[0], on: 'test' })
  })

  it('says what is wrong with a config, or with runs beside one', async () => {
    await writeFile(join(folder, 'broken.json'), '{')
    expect(await crossfade.run('compare', '--config', join(folder, 'broken.json'))).toMatchObject({ code: 3, stderr: expect.stringContaining('broken.json is no JSON') as string })
    expect(await crossfade.run('compare', 'small', '--config', join(folder, 'config.json'))).toMatchObject({ code: 2, stderr: expect.stringContaining('--config names the runs') as string })
    expect((await crossfade.run('compare', '--config', join(folder, 'nowhere.json'))).code).toBe(3)
    expect(await crossfade.run('compare', 'small', 'wide', '--save-config', join(folder, 'no', 'folder.json'))).toMatchObject({ stderr: expect.stringContaining('Name another place.') as string })
  })
})
