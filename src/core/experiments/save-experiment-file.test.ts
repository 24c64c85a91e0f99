import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { experiment } from '@shared/experiment/experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readExperimentFile } from './read-experiment-file'
import { saveExperimentFile } from './save-experiment-file'

const example: Experiment = experiment.parse(JSON.parse(/```json\n([\s\S]*?)```/.exec(readFileSync('docs/experiment-format.md', 'utf8'))?.[1] ?? ''))

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-save-experiment-'))
})
afterEach(() => rm(dir, { recursive: true }))

const about = (path: string, testFile?: string): Experiment => ({
  ...example,
  dataset: { ...example.dataset, path },
  recipe: { ...example.recipe, split: { ...example.recipe.split, ...(testFile === undefined ? {} : { testFile }) } },
})
const pathsIn = async (out: string) => {
  const { dataset, recipe } = JSON.parse(await readFile(out, 'utf8')) as Experiment
  return [dataset.path, recipe.split.testFile]
}

describe('saving an experiment', () => {
  it('is read back as it was', async () => {
    const out = join(dir, 'größe.crossfade')
    const given = about(join(dir, 'data', 'birds.csv'), join(dir, 'later.csv'))
    await saveExperimentFile(out, given, '/elsewhere')
    expect(await readExperimentFile(out)).toEqual(given)
    expect(await readdir(dir)).toEqual(['größe.crossfade'])
  })

  it('names tables in its folder and below from there, and others by their whole path', async () => {
    const out = join(dir, 'a.crossfade')
    await saveExperimentFile(out, about(join(dir, 'data', 'birds.csv'), join(dir, '..', 'later.csv')), '/elsewhere')
    expect(await pathsIn(out)).toEqual(['data/birds.csv', join(dir, '..', 'later.csv')])
    // A name that begins with two dots is no way up.
    await saveExperimentFile(out, about(join(dir, '..birds.csv')), '/elsewhere')
    expect(await pathsIn(out)).toEqual(['..birds.csv', undefined])
    // As records have it, from the workspace.
    await saveExperimentFile(out, about('birds.csv'), '/elsewhere')
    expect(await pathsIn(out)).toEqual(['/elsewhere/birds.csv', undefined])
  })

  it('replaces a file, and says where it cannot', async () => {
    await writeFile(join(dir, 'a.crossfade'), 'old')
    await saveExperimentFile(join(dir, 'a.crossfade'), example, dir)
    expect((await readExperimentFile(join(dir, 'a.crossfade'))).name).toBe(example.name)
    await mkdir(join(dir, 'folder.crossfade'))
    await expect(saveExperimentFile(join(dir, 'folder.crossfade'), example, dir)).rejects.toMatchObject({ code: 'file-is-directory' })
    await expect(saveExperimentFile(join(dir, 'gone', 'a.crossfade'), example, dir)).rejects.toMatchObject({ code: 'file-not-found' })
    expect((await readdir(dir)).sort()).toEqual(['a.crossfade', 'folder.crossfade'])
  })
})
