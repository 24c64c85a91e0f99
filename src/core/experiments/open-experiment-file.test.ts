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

async function open(text: string | Uint8Array, known: string | null = null) {
  const path = join(dir, 'a.crossfade')
  await writeFile(path, text)
  const opened: string[] = []
  const sought: unknown[] = []
  const file = await openExperimentFile(path, {
    open: (table) => {
      opened.push(table)
      return Promise.resolve({ sha256 } as DatasetRecord)
    },
    known: (table) => {
      sought.push(table)
      return Promise.resolve(known)
    },
  })
  return { file, opened, sought }
}

/** The example with another table, or with a file of test rows. */
function withPaths({ table, sha256: hash, testFile }: { readonly table: string; readonly sha256?: string; readonly testFile?: string }): string {
  const document = JSON.parse(example) as { dataset: { path: string; sha256?: string }; recipe: { split: { testFile?: string } } }
  document.dataset = { ...document.dataset, path: table, ...(hash === undefined ? {} : { sha256: hash }) }
  if (testFile !== undefined) document.recipe.split.testFile = testFile
  return JSON.stringify(document)
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
    const { file, opened } = await open(withPaths({ table: '/nowhere/penguins.csv', sha256: 'b'.repeat(64) }))
    expect(opened).toEqual([join(dir, 'penguins.csv')])
    expect(file.remarks).toHaveLength(2)
  })

  it('finds a table that was opened before by what is in it', async () => {
    await writeFile(join(dir, 'renamed.csv'), 'x')
    const { file, opened } = await open(withPaths({ table: 'C:\\Users\\a\\penguins.csv', sha256 }), join(dir, 'renamed.csv'))
    expect(opened).toEqual([join(dir, 'renamed.csv')])
    expect(file.remarks).toEqual([expect.stringContaining('renamed.csv was opened.')])
  })

  it('opens the file with its test rows first, from beside it where it was moved along', async () => {
    await writeFile(join(dir, 'penguins.csv'), 'x')
    await writeFile(join(dir, 'later.csv'), 'x')
    const { file, opened } = await open(withPaths({ table: 'penguins.csv', testFile: '/nowhere/later.csv' }))
    expect(opened).toEqual([join(dir, 'later.csv'), join(dir, 'penguins.csv')])
    expect(file.experiment.recipe.split.testFile).toBe(join(dir, 'later.csv'))
    expect(file.remarks).toEqual([expect.stringContaining('for the test rows')])
  })

  it('names the table that is nowhere, and the file of test rows', async () => {
    const said = (words: string) => ({ code: 'file-not-found', message: expect.stringMatching(words) as string })
    await expect(open(example)).rejects.toMatchObject(said('penguins.csv, which is not there. Put it there or beside'))
    await expect(open(withPaths({ table: 'penguins.csv', sha256 }), join(dir, 'gone.csv'))).rejects.toMatchObject(said('penguins.csv'))
    await writeFile(join(dir, 'penguins.csv'), 'x')
    await expect(open(withPaths({ table: 'penguins.csv', testFile: 'later.csv' }))).rejects.toMatchObject(said('takes its test rows from .*later.csv'))
  })

  it.each<readonly [string, string]>([
    ['//host/share/penguins.csv', 'on another computer (host)'],
    ['\\\\host\\share\\penguins.csv', 'on another computer (host)'],
    ['file:///data/penguins.csv', 'an address and not a path'],
    ...(process.platform === 'win32' ? [] : [['../../../../../../../../dev/zero', 'a device']] as const),
  ])('does not open %s unasked: beside it, or where it was opened before', async (table, words) => {
    const refused = { code: 'config-invalid', message: expect.stringContaining(`${table}, which is ${words}. That is not opened because a file names it`) as string }
    await expect(open(withPaths({ table }))).rejects.toMatchObject(refused)
    const asked = await open(withPaths({ table }), join(dir, 'a.crossfade'))
    expect(asked.sought).toEqual([{ path: table, sha256: undefined }])
    expect(asked.file.remarks).toEqual([`${table} is ${words}; ${join(dir, 'a.crossfade')} was opened.`])
    const name = table.replace(/^.*[\\/]/, '')
    await writeFile(join(dir, name), 'x')
    const { opened, sought } = await open(withPaths({ table }))
    expect([opened, sought]).toEqual([[join(dir, name)], []])
    await rm(join(dir, name))
    await writeFile(join(dir, 'penguins.csv'), 'x')
    await expect(open(withPaths({ table: 'penguins.csv', testFile: table.replace('penguins', 'later') }))).rejects.toMatchObject({ code: 'config-invalid' })
  })

  it('says that a newer Crossfade wrote it, and which version this one reads', async () => {
    await expect(open('{"version":2,"future":true}')).rejects.toMatchObject({ message: expect.stringContaining('newer Crossfade (version 2 of the format; this one reads 1)') as string })
  })

  it.each([
    ['', 'config-invalid'],
    ['{"version":1', 'config-invalid'],
    ['[]', 'config-invalid'],
    ['{"version":2}', 'config-invalid'],
    ['['.repeat(200_000), 'config-invalid'],
    [new Uint8Array([0xff, 0xfe, 0x00]), 'config-invalid'],
    [new Uint8Array(8_000_001), 'config-invalid'],
    ['a,b\n1,2\n', 'config-invalid'],
  ])('refuses %.20s in one line', async (text, code) => {
    await expect(open(text)).rejects.toMatchObject({ code, message: expect.not.stringMatching(/[\r\n]/) as string })
  })

  it('refuses a folder and a file that is not there', async () => {
    await mkdir(join(dir, 'folder.crossfade'))
    const never = { open: () => Promise.reject(new Error('opened')), known: () => Promise.resolve(null) }
    await expect(openExperimentFile(join(dir, 'folder.crossfade'), never)).rejects.toMatchObject({ code: 'file-is-directory' })
    await expect(openExperimentFile(join(dir, 'no.crossfade'), never)).rejects.toMatchObject({ code: 'file-not-found' })
  })
})
