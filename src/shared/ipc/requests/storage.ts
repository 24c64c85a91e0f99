import { z } from 'zod'
import type { DatasetRecord } from '../../dataset/dataset-record'
import { pruneRule } from '../../workspace/storage'
import type { Pruned, StorageUse } from '../../workspace/storage'
import { none, byDataset } from './arguments'
import { request } from './request'

/** What takes room in the workspace. */
export const storageRequests = {
  'storage:use': request<StorageUse>()(none),
  'storage:prune': request<Pruned>()(z.object({ rules: z.array(pruneRule).min(1).max(10), dryRun: z.boolean() })),
  'storage:empty-bin': request<{ readonly trashed: number; readonly removed: number; readonly left: number }>()(z.object({ forGood: z.boolean() })),
  /** Whether copies of tables are kept in the workspace; null: as it is set. */
  'storage:keep-data': request<{ readonly keepData: boolean }>()(z.object({ keep: z.boolean().nullable() })),
  'storage:keep-copy': request<DatasetRecord>()(byDataset),
} as const
