import { mkdir } from 'node:fs/promises'
import { configFolder, rememberWorkspace } from './config-folder'
import { sweepTmp } from './sweep-tmp'
import { openWorkspace } from './workspace'
import type { Workspace } from './workspace'

/**
 * Opens a workspace, or makes it, as the one last used from now on. `configDir`: where that is remembered, null: nowhere.
 * Throws `workspace-unavailable`, `disk-full`.
 */
export async function enterWorkspace(dir: string, configDir: string | null = configFolder()): Promise<Workspace> {
  const workspace = await openWorkspace(dir)
  await mkdir(workspace.tmpDir, { recursive: true }).catch(() => undefined)
  // Before this program makes anything there.
  if (!workspace.readOnly) await sweepTmp(workspace.tmpDir)
  if (configDir !== null) await rememberWorkspace(workspace.dir, configDir)
  return workspace
}
