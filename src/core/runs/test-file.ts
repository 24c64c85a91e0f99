import { copyFile, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import type { ReadingOptions } from '@shared/dataset/reading-options'
import type { DataMethods } from '@shared/engine/data-methods'
import { CrossfadeError } from '@shared/errors'
import type { Recipe } from '@shared/recipe/recipe'
import type { RunRecord } from '@shared/run/run-record'
import { fileSha256 } from '../datasets/file-hash'
import type { EngineProcess } from '../engine-process/engine-process'
import { writeError } from '../files/file-error'
import type { Workspace } from '../workspace/workspace'

export type TestFile = NonNullable<RunRecord['dataset']['testFile']>

/** What a file with test rows is known by: where it lies may change. Throws `file-not-found`. */
export async function describeTestFile(path: string, workspace: Workspace): Promise<TestFile> {
  const facts = await stat(path).catch(() => null)
  if (facts?.isFile() !== true) throw new CrossfadeError('file-not-found', `The file with the test rows is not at ${path}. Check the path.`, { path })
  return { name: basename(path), path: workspace.relativePath(path), sha256: await fileSha256(path), bytes: facts.size }
}

/** Before there is a run: one whose test rows have not its columns could not be scored. Throws `column-not-found`, `file-*`. */
export async function requireTestColumns(path: string, { columns, target }: Recipe, reading: ReadingOptions, dataEngine: EngineProcess<DataMethods>): Promise<void> {
  const absent = await dataEngine.request('absentColumns', { path, reading, needed: [...columns.features, target] })
  if (absent.length === 0) return
  throw new CrossfadeError('column-not-found', `The file with the test rows, ${path}, has no column ${absent.map((name) => `"${name}"`).join(', ')}. Choose a file that has the columns of the model and its target.`, { path })
}

/**
 * Where the file with the test rows lies now: at its recorded place while it is the same there, else in the workspace's folder, in its
 * datasets/ or data/, or beside it, by its size and sha256. Throws `file-not-found`, `file-changed`.
 */
export async function locateTestFile(recorded: string, known: TestFile | undefined, workspace: Workspace): Promise<string> {
  const path = workspace.absolutePath(known?.path ?? recorded)
  // A record of an older Crossfade says no more than the place.
  if (known === undefined || (await isThat(path, known))) return path
  const parent = dirname(workspace.dir)
  for (const folder of [dirname(path), workspace.datasetsDir, workspace.dir, join(workspace.dir, 'data'), parent, join(parent, 'data')]) {
    for (const name of await readdir(folder).catch(() => [])) {
      if (extname(name) === extname(path) && (await isThat(join(folder, name), known))) return join(folder, name)
    }
  }
  const there = await stat(path).catch(() => null)
  throw there === null
    ? new CrossfadeError('file-not-found', `The file with the test rows, ${known.name}, is no longer at ${path}, nor in or beside the workspace. Put it beside the workspace.`, { path })
    : new CrossfadeError('file-changed', `The file with the test rows at ${path} has changed since the run began, and the one it had is not beside the workspace.`, { path })
}

/** Puts the file with the test rows into the workspace, as it is. */
export async function keepTestFile(path: string, known: TestFile, workspace: Workspace): Promise<void> {
  const out = join(workspace.datasetsDir, `test-${known.sha256.slice(0, 16)}${extname(path)}`)
  if ((await stat(out).catch(() => null))?.size === known.bytes) return
  const draft = `${out}.${process.pid}.tmp`
  try {
    await copyFile(path, draft)
    await rename(draft, out)
  } catch (thrown) {
    throw writeError(thrown, out)
  } finally {
    await rm(draft, { force: true })
  }
}

async function isThat(path: string, { sha256, bytes }: TestFile): Promise<boolean> {
  const facts = await stat(path).catch(() => null)
  return facts?.isFile() === true && facts.size === bytes && (await fileSha256(path).catch(() => null)) === sha256
}
