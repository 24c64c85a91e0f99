import { z } from 'zod'
import { remedy } from '../recipe/remedies'

export const suspiciousKinds = ['index', 'identifier', 'giveaway', 'constant', 'near-constant', 'target-copy'] as const

export const findingKinds = [
  ...suspiciousKinds,
  'twins',
  'shared-key',
  'conflicts',
  'duplicates',
  'sorted-by-target',
  'imbalance',
  'rare-classes',
  'few-rows',
  'missing-target',
  'stray-text',
  'infinite',
  'rejected-lines',
] as const
export const findingKind = z.enum(findingKinds)
export type FindingKind = z.infer<typeof findingKind>

/** One thing that is wrong, or that one should know. */
export const finding = z.object({
  kind: findingKind,
  /** The column it is about, where it is about one. */
  column: z.string().nullable(),
  /** From 0 (good to know) to 1 (the numbers of a run would be worthless). Findings come with the largest first. */
  harm: z.number().min(0).max(1),
  /** One sentence with its number. */
  sentence: z.string(),
  /** How many rows can be shown as evidence; 0 where it is not about rows. */
  evidenceRows: z.number().int().nonnegative(),
  remedy: remedy.nullable(),
})
export type Finding = z.infer<typeof finding>

/** What `crossfade audit --json` answers. Shares are in [0, 1]; rows are those that the recipe keeps unless said otherwise. */
export const audit = z.object({
  /** Rows of the file. */
  rows: z.number().int(),
  target: z.string(),
  features: z.array(z.string()),
  /** Rows beyond the first of each group of equal rows (columns that count the rows left aside), and how many such groups. All rows of the file. */
  duplicates: z.object({ rows: z.number().int(), groups: z.number().int() }),
  /** Rows in groups of equal features with more than one target value, and the best that any model can reach. */
  conflicts: z.object({
    rows: z.number().int(),
    /** Largest class of each group, summed, over all rows; null for regression. */
    ceilingAccuracy: z.number().nullable(),
    /** 1 - (variance within groups) / (variance); null for classification. */
    ceilingR2: z.number().nullable(),
  }),
  /** Test rows of the split as configured that have a row with equal features outside the test part. */
  twins: z.object({ testRows: z.number().int(), share: z.number() }),
  sortedByTarget: z.boolean(),
  suspicious: z.array(z.object({ column: z.string(), kind: z.enum(suspiciousKinds), evidence: z.string(), remedy: remedy.nullable() })),
  /** Columns whose values repeat like keys, those that would leak most first. `sharedRows`: rows whose key occurs with more than one target value. */
  groups: z.array(
    z.object({
      column: z.string(),
      sharedRows: z.number().int(),
      share: z.number(),
      /** Rows whose key occurs more than once. */
      repeatedRows: z.number().int(),
      keys: z.number().int(),
      /** Share of the rows that have a row with the same key and equal features. */
      equalShare: z.number(),
    }),
  ),
  findings: z.array(finding),
  ms: z.number(),
})
export type Audit = z.infer<typeof audit>
