import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Workspace } from './workspace'

/** Does `work` with a new folder in the workspace's tmp, which is gone when it ends, whichever way. */
export async function inScratchFolder<Result>({ tmpDir }: Pick<Workspace, 'tmpDir'>, what: string, work: (folder: string) => Promise<Result>): Promise<Result> {
  await mkdir(tmpDir, { recursive: true })
  const folder = await mkdtemp(join(tmpDir, `${what}-${process.pid}-`))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
