import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReadingOptions } from '@shared/dataset/reading-options'
import { pipelineVersion } from '@shared/recipe/pipeline'
import { prepared } from '@shared/recipe/prepared'
import type { Prepared } from '@shared/recipe/prepared'
import type { Recipe } from '@shared/recipe/recipe'
import { keyColumn } from './row-keys'

/** sha256 over all that the result depends on. Reasons in words change nothing, nor does the order of keys, nor where a file with the test rows lies: its bytes count. */
export function preparedKey(sha256: string, reading: ReadingOptions, recipe: Recipe, testSha256: string | null): string {
  const placed = testSha256 === null ? recipe.split : { ...recipe.split, testFile: '' }
  const worded: Recipe = { ...recipe, split: placed, columns: { ...recipe.columns, ignored: [] } }
  // Where a key is named, keys.npy came later than the rest: what was prepared without it is made again.
  const keyed = keyColumn(recipe) === undefined ? {} : { keys: 1 }
  // Numbers under these types were once read as what they are, not as what the recipe says: that is made again too.
  const typed = Object.values(recipe.columns.types).some((type) => type === 'boolean' || type === 'date') ? { types: 1 } : {}
  return createHash('sha256')
    .update(canonical({ pipelineVersion, ...keyed, ...typed, sha256, testSha256, reading, recipe: worded }))
    .digest('hex')
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, v]) => v !== undefined)
  return `{${entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`
}

/** What an earlier preparation left, or null. Its time of change is set to now: the cache drops what was not used for longest. */
export async function findPrepared(dir: string): Promise<Prepared | null> {
  const text = await readFile(join(dir, 'prepared.json'), 'utf8').catch(() => null)
  if (text === null) return null
  const parsed = prepared.safeParse(parseJson(text))
  if (!parsed.success) return null
  const now = new Date()
  await utimes(dir, now, now).catch(() => undefined)
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Has `write` fill a folder under a temporary name beside `dir`, then renames it in. Someone else may have been quicker: theirs stays. */
export async function writePrepared(cache: string, dir: string, tmp: string, write: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(cache, { recursive: true })
  await mkdir(tmp, { recursive: true })
  const draft = join(tmp, `prepared-${process.pid}-${randomBytes(4).toString('hex')}`)
  await mkdir(draft)
  try {
    await write(draft)
    await moveIn(draft, dir)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function moveIn(draft: string, dir: string): Promise<void> {
  try {
    await rename(draft, dir)
  } catch (thrown) {
    const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'EPERM') throw thrown
    if ((await findPrepared(dir)) !== null) return
    // What lies there is no finished preparation.
    await rm(dir, { recursive: true, force: true })
    await rename(draft, dir)
  }
}

/** Writes JSON and flushes it to the disk. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(`${JSON.stringify(value)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}
