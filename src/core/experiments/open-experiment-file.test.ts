import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatasetRecord } from '@shared/dataset/dataset-record'
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openExperimentFile } from './open-experiment-file'

/** The example of the page on experiment files. */
const example = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/experiment-format.md', 'utf8'))?.[1] ?? ''
const sha256 = 'a'.repeat(64)

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-experiment-'))
})
afterEach(() => rm(dir, { recursive: true }))

async function open(text: string | Uint8Array) {
  const path = join(dir, 'a.crossfade')
  await writeFile(path, text)
  const opened: string[] = []
  const file = await openExperimentFile(path, (table) => {
    opened.push(table)
    return Promise.resolve({ sha256 } as DatasetRecord)
  })
  return { file, opened }
}

describe('an experiment file', () => {
  it('opens with the table beside it, with a byte order mark too', async () => {
    await writeFile(join(dir, 'penguins.csv'), 'x')
    const { file, opened } = await open(`\uFEFF${example}`)
    expect(opened).toEqual([join(dir, 'penguins.csv')])
    expect(file.experiment.dataset.path).toBe(join(dir, 'penguins.csv'))
    expect(file.remarks).toEqual([])
  })

  it('finds a table that was moved along with it, and says so; says that it has changed', async () => {
    await writeFile(join(dir, 'penguins.csv'), 'x')
    const elsewhere = JSON.parse(example) as { dataset: { path: string; sha256?: string } }
    elsewhere.dataset = { ...elsewhere.dataset, path: '/nowhere/penguins.csv', sha256: 'b'.repeat(64) }
    const { file, opened } = await open(JSON.stringify(elsewhere))
    expect(opened).toEqual([join(dir, 'penguins.csv')])
    expect(file.remarks).toHaveLength(2)
  })

  it('names the table that is nowhere', async () => {
    await expect(open(example)).rejects.toMatchObject({ code: 'file-not-found', message: expect.stringContaining('penguins.csv') as string })
  })

  it.each([
    ['', 'config-invalid'],
    ['{"version":1', 'config-invalid'],
    ['[]', 'config-invalid'],
    ['{"version":2}', 'config-invalid'],
    ['['.repeat(200_000), 'config-invalid'],
    [new Uint8Array([0xff, 0xfe, 0x00]), 'config-invalid'],
    [new Uint8Array(8_000_001), 'config-invalid'],
  ])('refuses %.20s', async (text, code) => {
    await expect(open(text)).rejects.toMatchObject({ code })
  })

  it('refuses a folder and a file that is not there', async () => {
    await mkdir(join(dir, 'folder.crossfade'))
    const never = () => Promise.reject(new Error('opened'))
    await expect(openExperimentFile(join(dir, 'folder.crossfade'), never)).rejects.toMatchObject({ code: 'file-is-directory' })
    await expect(openExperimentFile(join(dir, 'no.crossfade'), never)).rejects.toMatchObject({ code: 'file-not-found' })
  })
})
