import { z } from 'zod'
import { findingKind } from '../../dataset/audit'
import type { Audit } from '../../dataset/audit'
import { datasetId } from '../../dataset/dataset-record'
import type { DatasetRecord, RejectedLine } from '../../dataset/dataset-record'
import type { ColumnByTarget, Exploration } from '../../dataset/exploration'
import { readingOptions } from '../../dataset/reading-options'
import type { EvidenceRows, RowPlan, TablePage, TablePreview, TypeLoss } from '../../engine/data-methods'
import { recipe } from '../../recipe/recipe'
import { none, byDataset } from './arguments'
import { event, request } from './request'

/** Work on a table of which there is one at a time, and which can be cancelled. */
export const datasetWork = ['open', 'audit', 'plan', 'explore'] as const
export type DatasetWork = (typeof datasetWork)[number]

export const samples = ['songs', 'penguins'] as const

/** Tables: opened, looked at, audited, prepared. */
export const datasetsRequests = {
  'datasets:open-dialog': request<DatasetRecord | null>()(none),
  /** The preload takes the path from the dropped file itself; the page cannot name one. */
  'datasets:open-dropped': request<DatasetRecord>()(z.object({ path: z.string().min(1).max(4096) })),
  'datasets:open-sample': request<DatasetRecord>()(z.object({ sample: z.enum(samples) })),
  'datasets:list': request<readonly DatasetRecord[]>()(none),
  'datasets:get': request<DatasetRecord>()(byDataset),
  'datasets:page': request<TablePage>()(
    z.object({
      id: datasetId,
      offset: z.number().int().nonnegative(),
      limit: z.number().int().min(1).max(1000),
      sort: z.object({ column: z.string(), descending: z.boolean() }).optional(),
      /** Only rows that pass this expression. */
      filter: z.string().max(2000).optional(),
      /** Only these rows, in this order. */
      only: z.array(z.number().int().nonnegative()).max(1000).optional(),
      /** Says of every row whether the row steps of this recipe drop it; with `keptOnly` those rows are left out. */
      recipe: recipe.optional(),
      keptOnly: z.boolean().optional(),
    }),
  ),
  /** Lines of the file that could not be read, by their place among them. */
  'datasets:rejected-lines': request<readonly RejectedLine[]>()(byDataset.extend({ offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(1000) })),
  /** Asks for a file with test rows and opens it beside the dataset that is shown. Null where the person cancelled. */
  'datasets:pick-test-file': request<{ readonly path: string; readonly record: DatasetRecord } | null>()(none),
  /** Opens the file again, as it is now or read in another way. */
  'datasets:reread': request<DatasetRecord>()(byDataset.extend({ reading: readingOptions })),
  'datasets:file-state': request<{ readonly kind: 'unchanged' | 'changed' | 'missing'; readonly path: string }>()(byDataset),
  'datasets:audit': request<Audit>()(byDataset.extend({ recipe })),
  'datasets:plan': request<RowPlan>()(byDataset.extend({ recipe })),
  'datasets:explore': request<Exploration>()(byDataset.extend({ recipe })),
  'datasets:column-by-target': request<ColumnByTarget>()(byDataset.extend({ recipe, column: z.string() })),
  /** Ends what is going on, which then answers `cancelled`. */
  'datasets:cancel': request<null>()(z.object({ work: z.enum(datasetWork) })),
  'datasets:evidence': request<EvidenceRows>()(
    byDataset.extend({ recipe, kind: findingKind, column: z.string().nullable(), offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(1000) }),
  ),
  'datasets:preview': request<TablePreview>()(byDataset.extend({ reading: readingOptions, rows: z.number().int().min(1).max(200) })),
  'datasets:type-losses': request<readonly TypeLoss[]>()(byDataset.extend({ column: z.string() })),
  /** Asks for a file and writes the lines that could not be read into it. Null where the person cancelled. */
  'datasets:export-rejected': request<string | null>()(byDataset),
} as const

export const datasetsEvents = {
  'datasets:opened': event<DatasetRecord>(),
  'datasets:progress': event<{ readonly doing: string; readonly share: number | null }>(),
  'datasets:audit-progress': event<{ readonly id: string; readonly doing: string; readonly share: number | null }>(),
} as const
