import type { Finding } from '@shared/dataset/audit'
import type { EvidenceRows, TablePage } from '@shared/engine/data-methods'
import type { Recipe } from '@shared/recipe/recipe'
import { api } from '../../api/crossfade'
import type { PageSource } from './table-pages'

/** What the row steps of a recipe depend on: while it stays, the same rows are kept. */
export const keptKey = ({ task, target, columns, rows, split }: Recipe): string => JSON.stringify([task, target, columns.features, columns.types, rows, split.testFile])

/** The rows of the file: those that pass a filter ('' for all); marked where the recipe drops them, or without those. */
export function rowSource({ filter, marked, keptOnly }: { readonly filter: string; readonly marked: boolean; readonly keptOnly: boolean }, recipe: () => Recipe): PageSource {
  return (query) => api.tablePage({ ...query, ...(filter === '' ? {} : { filter }), ...(marked ? { recipe: recipe(), keptOnly } : {}) })
}

/** Row numbers are asked for in stretches of this many: finding them means looking at the whole table again. */
const stretch = 1000

/** A page of the rows that show a finding, with the group of each: rows that belong together stand together. */
export interface EvidencePage extends TablePage {
  readonly groups: readonly number[]
}

export interface EvidenceSource {
  readonly find: typeof api.findEvidence
  readonly page: typeof api.tablePage
}

/** Rows by their numbers, as a table of their own. */
export const givenRows =
  (numbers: readonly number[], page: typeof api.tablePage = api.tablePage): PageSource =>
  async ({ id, offset, limit }) => {
    const only = numbers.slice(offset, offset + limit)
    if (only.length === 0) return { columns: [], rowNumbers: [], rows: [], total: numbers.length }
    return { ...(await page({ id, offset: 0, limit: only.length, only })), total: numbers.length }
  }

/** The rows that show a finding, as a table of their own. Row numbers that were found are kept as long as this source. */
export function evidenceSource(finding: Finding, recipe: Recipe, { find, page }: EvidenceSource = { find: api.findEvidence, page: api.tablePage }) {
  const stretches = new Map<number, Promise<EvidenceRows>>()
  const found = (id: string, start: number): Promise<EvidenceRows> => {
    const held = stretches.get(start)
    if (held !== undefined) return held
    const asked = find({ id, recipe, kind: finding.kind, column: finding.column, offset: start, limit: stretch })
    stretches.set(start, asked)
    asked.catch(() => stretches.delete(start))
    return asked
  }
  return async ({ id, offset, limit }: Parameters<PageSource>[0]): Promise<EvidencePage> => {
    // Pages never reach over the end of a stretch: both are of round sizes.
    const start = Math.floor(offset / stretch) * stretch
    const evidence = await found(id, start)
    const rows = evidence.rows.slice(offset - start, offset - start + limit)
    const groups = evidence.group.slice(offset - start, offset - start + limit)
    if (rows.length === 0) return { columns: [], rowNumbers: [], rows: [], groups: [], total: evidence.total }
    return { ...(await page({ id, offset: 0, limit: rows.length, only: [...rows] })), groups, total: evidence.total }
  }
}
