import { z } from 'zod'

const share = z.number().gt(0).max(1)

/** What is grown, a round after the other. */
export const treeSettings = z.discriminatedUnion('kind', [
  /** Gradient-boosted trees, by LightGBM: one tree a class and round. */
  z.object({
    kind: z.literal('boosted-trees'),
    rounds: z.number().int().min(1).max(10_000),
    learningRate: z.number().gt(0).max(1),
    /** Of one tree, at most. */
    leaves: z.number().int().min(2).max(4096),
    /** In one leaf, at least. */
    leafRows: z.number().int().min(1).max(1_000_000),
    /** In one leaf, at least: the sum of second derivatives of the loss. It keeps rare classes from taking huge steps on a few rows. */
    leafWeight: z.number().min(0).max(1e6),
    /** Penalty on the square of what a leaf puts out. */
    l2: z.number().min(0).max(1e6),
    /** Share of the columns that a tree may use, and of the rows that it is grown on. */
    columns: share,
    rows: share,
  }),
  /** A forest of independent trees on resampled rows, by LightGBM: one tree a class and round. */
  z.object({
    kind: z.literal('forest'),
    rounds: z.number().int().min(1).max(10_000),
    leaves: z.number().int().min(2).max(4096),
    leafRows: z.number().int().min(1).max(1_000_000),
    columns: share,
    rows: z.number().gt(0).lt(1),
  }),
])
export type TreeSettings = z.infer<typeof treeSettings>

/** A model to hold a network against, so that nobody fools himself. */
export const baselineSettings = z.discriminatedUnion('kind', [
  /** Every row gets the shares of the classes (of a number: the mean) of the training rows. */
  z.object({ kind: z.literal('majority') }),
  ...treeSettings.options,
])
export type BaselineSettings = z.infer<typeof baselineSettings>

export const baselineKinds = ['majority', 'boosted-trees', 'forest'] as const
export type BaselineKind = (typeof baselineKinds)[number]

export const treeKinds = ['boosted-trees', 'forest'] as const

/** Sound settings of a kind. On the songs, one row per track, a leaf weight of 3 took 40 rounds from 33.8 to 38.8 % (docs/studies.md). */
export function defaultBaseline(kind: TreeSettings['kind']): TreeSettings
export function defaultBaseline(kind: BaselineKind): BaselineSettings
export function defaultBaseline(kind: BaselineKind): BaselineSettings {
  switch (kind) {
    case 'majority':
      return { kind }
    case 'boosted-trees':
      return { kind, rounds: 200, learningRate: 0.1, leaves: 31, leafRows: 20, leafWeight: 3, l2: 1, columns: 0.8, rows: 0.8 }
    case 'forest':
      return { kind, rounds: 100, leaves: 255, leafRows: 5, columns: 0.5, rows: 0.632 }
  }
}

/** How many rounds it grows; 1 where nothing is grown. */
export const roundsOf = (settings: BaselineSettings): number => (settings.kind === 'majority' ? 1 : settings.rounds)
