import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import type { RunRecord } from '@shared/run/run-record'
import type { Workspace } from '../workspace/workspace'

/**
 * Where the weights lie that the model of a run starts from, as the trainer takes it; nothing for one that starts from drawn ones. They are found
 * by their hash, which the trainer checks. Throws `file-not-found`, unless `resume`: a checkpoint has all that goes on.
 */
export async function startDirOf(workspace: Pick<Workspace, 'dir'>, { experiment, kind }: RunRecord, resume: boolean): Promise<{ readonly startDir?: string }> {
  const { start } = experiment.model
  if (start === undefined || kind !== 'layers') return {}
  const folder = join(workspace.dir, 'imports')
  const found = (await readdir(folder).catch(() => [])).find((name) => name.endsWith(`-${start.sha256.slice(0, 8)}`))
  if (found !== undefined) return { startDir: join(folder, found) }
  if (resume) return {}
  throw new CrossfadeError('file-not-found', `The weights of ${start.name}, which the model starts from, are not in ${folder}. Import the model again, or start from drawn weights.`)
}
