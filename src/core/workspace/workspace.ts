import { constants } from 'node:fs'
import { access, mkdir, readdir, stat } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { parallelRunsFor, workspaceFormat } from '@shared/workspace/workspace-file'
import type { WorkspaceFile } from '@shared/workspace/workspace-file'
import { systemCode, writeError } from '../files/file-error'
import { readJson } from '../files/read-json'
import { writeJson } from '../files/write-atomic'

/** The folders and files of a workspace, by the layout of docs/run-format.md. All paths are absolute. */
export interface Workspace {
  readonly dir: string
  readonly readOnly: boolean
  /** Why it is read-only though its folder could be written: `crossfade.json` cannot be read. */
  readonly problem?: string
  /** How many runs train at once. */
  readonly parallelRuns: number
  /** The same as it was set for this workspace; null: by cores. */
  readonly parallelRunsSet: number | null
  readonly datasetsDir: string
  readonly runsDir: string
  readonly binDir: string
  readonly tmpDir: string
  readonly preparedDir: string
  readonly indexFile: string
  readonly queueFile: string
  /** Whether a copy of each table that is trained on is kept in the workspace. */
  readonly keepData: boolean
  /** Reads the settings again: another program may have changed them. */
  refresh(): Promise<void>
  setKeepData(keep: boolean): Promise<void>
  /** Sets how many runs train at once; null: by cores. Throws `workspace-unavailable`, `disk-full`. */
  setParallelRuns(runs: number | null): Promise<void>
  /** As a file of the workspace is written in its records: relative where it lies inside, so that the workspace can be moved. */
  relativePath(path: string): string
  /** The absolute path of what a record names. */
  absolutePath(recorded: string): string
}

/**
 * Opens a workspace, or makes one in an empty or absent folder. A folder that cannot be written opens read-only.
 * Throws `workspace-unavailable`, `disk-full`.
 */
export async function openWorkspace(path: string): Promise<Workspace> {
  const dir = resolve(path)
  const marker = join(dir, 'crossfade.json')
  const found = await kindOf(dir)
  if (found === 'file') {
    throw new CrossfadeError('workspace-unavailable', `${dir} is a file, not a folder. Choose a folder for the workspace.`)
  }
  if (found === 'nothing') {
    await refuseReadOnlyParent(dir)
    await mkdir(dir, { recursive: true }).catch((thrown: unknown) => {
      throw writeError(thrown, marker)
    })
  }
  let problem: string | undefined
  let settings = await readJson(marker, workspaceFormat, 'workspace-unavailable').catch((thrown: unknown): WorkspaceFile => {
    // The runs are no worse for it: they are shown, and nothing is changed by settings that nobody made.
    problem = `${thrown instanceof Error ? thrown.message : String(thrown)} The workspace is opened read-only, with the usual settings. Mend the file, or delete it: a new one is made.`
    return { version: 1, created: '' }
  })
  const readOnly = problem !== undefined || !(await writable(dir))
  if (settings === null) {
    if (readOnly) {
      throw new CrossfadeError('workspace-unavailable', `${dir} is not a workspace yet, and it is read-only. Choose a folder that can be written.`)
    }
    await refuseForeignFolder(dir)
    settings = { version: 1, created: new Date().toISOString() }
    await makeFolders(dir)
    // Last: a folder with this file is a whole workspace.
    await writeJson(marker, settings)
  } else if (!readOnly) {
    await makeFolders(dir)
  }
  return layoutOf(dir, readOnly, settings, problem)
}

function layoutOf(dir: string, readOnly: boolean, settings: WorkspaceFile, problem: string | undefined): Workspace {
  const marker = join(dir, 'crossfade.json')
  let known = settings
  const refresh = async () => {
    known = (await readJson(marker, workspaceFormat, 'workspace-unavailable')) ?? known
  }
  const change = async (next: (before: WorkspaceFile) => WorkspaceFile) => {
    requireWritable(workspace)
    // What else stands in the file stays, and what another program has written there.
    await refresh()
    known = next(known)
    await writeJson(marker, known)
  }
  const workspace: Workspace = {
    dir,
    readOnly,
    ...(problem === undefined ? {} : { problem }),
    get parallelRuns() {
      return known.parallelRuns ?? parallelRunsFor(cpus().length)
    },
    get parallelRunsSet() {
      return known.parallelRuns ?? null
    },
    get keepData() {
      return known.keepData === true
    },
    refresh,
    setParallelRuns: (runs) => change(({ parallelRuns: _before, ...rest }) => (runs === null ? rest : { ...rest, parallelRuns: runs })),
    setKeepData: (keepData) => change((before) => ({ ...before, keepData })),
    datasetsDir: join(dir, 'datasets'),
    runsDir: join(dir, 'runs'),
    binDir: join(dir, 'bin'),
    tmpDir: readOnly ? join(tmpdir(), 'crossfade') : join(dir, 'tmp'),
    preparedDir: join(dir, 'cache', 'prepared'),
    indexFile: join(dir, 'cache', 'runs-index.jsonl'),
    queueFile: join(dir, 'queue.json'),
    relativePath: (path) => {
      const inside = relative(dir, path)
      return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? path : inside.split(sep).join('/')
    },
    absolutePath: (recorded) => resolve(dir, recorded),
  }
  return workspace
}

/** Throws `workspace-unavailable` for what only reads may be done in. */
export function requireWritable(workspace: Workspace): void {
  if (workspace.problem !== undefined) throw new CrossfadeError('workspace-unavailable', workspace.problem)
  if (workspace.readOnly) {
    throw new CrossfadeError('workspace-unavailable', `The workspace ${workspace.dir} is read-only: its runs can be looked at, but nothing can be trained or changed. Choose another workspace.`)
  }
}

async function makeFolders(dir: string): Promise<void> {
  for (const name of ['datasets', 'runs', 'bin', 'tmp', join('cache', 'prepared')]) {
    const path = join(dir, name)
    await mkdir(path, { recursive: true }).catch((thrown: unknown) => {
      throw writeError(thrown, path)
    })
  }
}

/** A folder with other people's files in it is not taken over: `runs/` or `bin/` may already mean something there. */
async function refuseForeignFolder(dir: string): Promise<void> {
  const own = new Set(['datasets', 'runs', 'bin', 'tmp', 'cache', 'queue.json', 'studies', 'imports'])
  const names = (await readdir(dir)).filter((name) => !name.startsWith('.') && name !== 'lost+found')
  // A crossfade.json or queue.json that somebody put aside lies there too.
  if (names.every((name) => own.has(name) || name.startsWith('crossfade.json') || name.startsWith('queue.json'))) return
  throw new CrossfadeError('workspace-unavailable', `${dir} holds other files and is no workspace. Choose an empty folder, or a new one.`)
}

/** Making folders on a read-only disk fails with a code that says something else, so it is asked before. */
async function refuseReadOnlyParent(dir: string): Promise<void> {
  let parent = dirname(dir)
  while (parent !== dirname(parent) && (await kindOf(parent)) === 'nothing') parent = dirname(parent)
  if (await writable(parent)) return
  throw new CrossfadeError('workspace-unavailable', `${parent} cannot be written, so no workspace can be made at ${dir}. Choose another folder.`)
}

async function kindOf(path: string): Promise<'folder' | 'file' | 'nothing'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch (thrown) {
    const code = systemCode(thrown)
    if (code === 'ENOENT') return 'nothing'
    if (code === 'ENOTDIR') return 'file'
    throw new CrossfadeError('workspace-unavailable', `${path} cannot be opened (${code ?? String(thrown)}). Choose another workspace.`)
  }
}

/** Asks the system instead of writing a trial file; it answers no for a read-only disk to the superuser too. */
async function writable(dir: string): Promise<boolean> {
  return access(dir, constants.W_OK).then(
    () => true,
    () => false,
  )
}
