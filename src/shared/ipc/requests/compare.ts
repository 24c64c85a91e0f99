import { z } from 'zod'
import type { CompareConfig } from '../../compare/compare-config'
import { comparedParts } from '../../compare/comparison'
import type { Comparison, ConfusionPair, FlippedRow } from '../../compare/comparison'
import type { RunCurves } from '../../compare/run-curves'
import { runId } from '../../run/run-record'
import type { RunRecord } from '../../run/run-record'
import { none } from './arguments'
import { event, request } from './request'

const comparedPair = z.object({ a: runId, b: runId, on: z.enum(comparedParts) })

/** Runs side by side. */
export const compareRequests = {
  /** One comparison at a time: a newer one ends the older, which answers `cancelled`. `ticket`: events of this request carry it. */
  'compare:runs': request<Comparison>()(
    z.object({ ticket: z.number().int(), runs: z.array(runId).min(2).max(20), baseline: runId.optional(), on: z.enum(comparedParts).optional(), key: z.string().min(1).optional() }),
  ),
  'compare:cancel': request<null>()(none),
  'compare:curves': request<readonly RunCurves[]>()(z.object({ runs: z.array(runId).max(20) })),
  'compare:flips': request<{ readonly total: number; readonly rows: readonly FlippedRow[] }>()(
    comparedPair.extend({ flip: z.enum(['gained', 'lost']), offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(1000) }),
  ),
  'compare:confusion': request<ConfusionPair>()(comparedPair),
  'compare:keep-ensemble': request<RunRecord>()(z.object({ runs: z.array(runId).min(2).max(20), name: z.string().max(200) })),
  /** Trains each of these runs again with other seeds, as a study of each; answers the ids of the studies. */
  'compare:repeat': request<readonly string[]>()(z.object({ runs: z.array(runId).min(1).max(20), seeds: z.number().int().min(2).max(100), resplit: z.boolean() })),
  /** Asks where, and writes a report or picture there. Null where the person cancelled. */
  'compare:save': request<string | null>()(z.object({ name: z.string().min(1).max(120), content: z.union([z.string().max(100_000_000), z.instanceof(Uint8Array)]) })),
  /** Asks for the config file of a comparison. Null where the person cancelled. */
  'compare:open-config': request<CompareConfig | null>()(none),
} as const

export const compareEvents = {
  /** All but intervals and tests, as soon as the records are read. */
  'compare:table': event<{ readonly ticket: number; readonly comparison: Comparison }>(),
  'compare:progress': event<{ readonly ticket: number; readonly doing: string; readonly share: number }>(),
} as const
