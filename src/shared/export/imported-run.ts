import { z } from 'zod'
import type { VersionedFormat } from '../files/versioned'
import { toldRun } from './told-run'

/** imports/runs/<id>.json of the workspace: a run of another program, as it was read. Version 1. Nothing changes it afterwards. */
export const importedRun = z.object({
  version: z.literal(1),
  /** Of its source and its name there: the same run read again is the same file. */
  id: z.string().regex(/^i-[0-9a-f]{12}$/),
  imported: z.object({ from: z.enum(['tensorboard', 'mlflow']), path: z.string(), at: z.string() }),
  run: toldRun,
})
export type ImportedRun = z.infer<typeof importedRun>

export const importedRunFormat: VersionedFormat<typeof importedRun> = { schema: importedRun, current: 1, upgrades: {} }
