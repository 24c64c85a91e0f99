import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { VersionedFormat } from '@shared/files/versioned'
import { z } from 'zod'
import { readJson } from '../files/read-json'
import { writeJson } from '../files/write-atomic'

const lastWorkspaceFile = z.object({ version: z.literal(1), dir: z.string().min(1) })
const format: VersionedFormat<typeof lastWorkspaceFile> = { schema: lastWorkspaceFile, current: 1, upgrades: {} }

/** Core's own folder in the user's settings. CROSSFADE_CONFIG_DIR overrides it, for tests and portable copies. */
export function configFolder(env: NodeJS.ProcessEnv = process.env): string {
  const own = env['CROSSFADE_CONFIG_DIR']
  if (own !== undefined && own !== '') return resolve(own)
  const xdg = env['XDG_CONFIG_HOME']
  if (xdg !== undefined && xdg !== '') return join(xdg, 'crossfade')
  const roaming = env['APPDATA']
  if (process.platform === 'win32' && roaming !== undefined) return join(roaming, 'crossfade')
  return join(homedir(), '.config', 'crossfade')
}

const fileIn = (folder: string): string => join(folder, 'last-workspace.json')

/** The workspace last used, in the window or in the terminal, else ~/Crossfade. A broken memory is no reason to stop. */
export async function defaultWorkspaceDir(folder: string = configFolder()): Promise<string> {
  const last = await readJson(fileIn(folder), format, 'config-invalid').catch(() => null)
  return last === null ? join(homedir(), 'Crossfade') : last.dir
}

/** Remembers the workspace for the next start; never fails, since nothing depends on it. */
export async function rememberWorkspace(dir: string, folder: string = configFolder()): Promise<void> {
  if ((await defaultWorkspaceDir(folder)) === dir) return
  await mkdir(folder, { recursive: true }).catch(() => undefined)
  await writeJson(fileIn(folder), { version: 1, dir }).catch(() => undefined)
}
