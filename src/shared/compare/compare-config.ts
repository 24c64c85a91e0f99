import { z } from 'zod'
import { CrossfadeError } from '../errors'
import { runId } from '../run/run-record'
import { comparedParts } from './comparison'

/** Which epoch the numbers are of: `best` and `last` of each run by itself, or one number for all. */
export const epochChoice = z.union([z.enum(['best', 'last']), z.number().int().positive()])
export type EpochChoice = z.infer<typeof epochChoice>

/** A comparison as a document that opens it again: what is compared and how it is looked at, no figures. Version 1. */
export const compareConfig = z.object({
  version: z.literal(1),
  kind: z.literal('comparison'),
  runs: z.array(runId).min(2).max(20),
  baseline: runId.optional(),
  /** Absent: the test rows where all runs are scored on them, else the validation rows. */
  on: z.enum(comparedParts).optional(),
  /** A column whose values repeat: rows that share one are resampled together. Absent: as the split kept them together. */
  key: z.string().min(1).optional(),
  epoch: epochChoice.default('best'),
  onlyDifferences: z.boolean().default(true),
})
export type CompareConfig = z.infer<typeof compareConfig>

/** The text of a config file. */
export const writeCompareConfig = (config: CompareConfig): string => `${JSON.stringify(config, null, 2)}\n`

/** Reads a config file. Throws `config-invalid` with what is wrong in it. */
export function readCompareConfig(text: string, from: string): CompareConfig {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new CrossfadeError('config-invalid', `${from} is no JSON, so no comparison can be read from it. "Copy as config" on the Compare screen writes one.`)
  }
  const parsed = compareConfig.safeParse(value)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'the document'}: ${issue.message}`)
  throw new CrossfadeError('config-invalid', `${from} describes no comparison (${issues.slice(0, 3).join('; ')}).`)
}
