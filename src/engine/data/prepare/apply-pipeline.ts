import type { ColumnReader, FittedColumn, Pipeline } from '@shared/recipe/pipeline'
import { stopIfCancelled } from '../stop-if-cancelled'
import { numberSql } from '../table/column-kind'
import type { LoadedTable, TableColumn } from '../table/loaded-table'
import { categorySql } from '../table/number-sql'
import type { RawColumn } from './raw-column'
import { featuresOf, unseenCode, writeColumn } from './write-column'

/** Inputs of the model for a stretch of rows. */
export interface InputBatch {
  /** Row number of the first. */
  readonly start: number
  readonly rows: number
  /** [rows, pipeline.features.length], row-major; only good until the next batch. */
  readonly data: Float32Array
}

export interface AppliedPipeline {
  /** Cells per column that held a category which training rows had not; columns without any are left out. */
  readonly unseen: readonly { readonly column: string; readonly rows: number }[]
  /** Columns that the pipeline needs and the table has not: all their cells count as missing. */
  readonly missingColumns: readonly string[]
}

const batchRows = 8192
let vocabularies = 0

/** Makes the model's inputs of raw rows, a batch at a time, in the order of the table: memory does not grow with it. */
export async function applyPipeline(table: LoadedTable, pipeline: Pipeline, signal: AbortSignal, take: (batch: InputBatch) => Promise<void> | void): Promise<AppliedPipeline> {
  const { db, relation } = table
  const width = pipeline.features.length
  const sources = pipeline.columns.map((fitted) => ({ fitted, column: table.columns.find((c) => c.name === fitted.name) }))
  const unseen = new Map<string, number>()
  const types: string[] = []
  try {
    const select: string[] = []
    const levels: (readonly string[])[] = []
    for (const { fitted, column } of sources) {
      const known = levelsOf(fitted)
      levels.push(known)
      select.push(column === undefined ? (fitted.kind === 'numbers' ? `'nan'::DOUBLE` : '(-1)::INTEGER') : await cellSql(table, fitted, column, known, types))
    }
    const kinds = pipeline.columns.map((fitted) => (fitted.kind === 'numbers' ? ('number' as const) : ('integer' as const)))
    const data = new Float32Array(batchRows * width)
    const place = Int32Array.from({ length: batchRows }, (_, i) => i)
    let start = 0
    for await (const batch of db.batches(`SELECT ${select.join(', ') || '0::INTEGER'} FROM ${relation}`, kinds.length > 0 ? kinds : ['integer'], batchRows)) {
      stopIfCancelled(signal)
      data.fill(0)
      let offset = 0
      sources.forEach(({ fitted }, i) => {
        const cells = batch.columns[i] as Float64Array | Int32Array
        const raw: RawColumn = cells instanceof Float64Array ? { kind: 'numbers', values: cells } : { kind: 'categories', levels: levels[i] ?? [], codes: cells }
        const count = writeColumn(fitted, raw, { data, width, place }, offset)
        if (count > 0) unseen.set(fitted.name, (unseen.get(fitted.name) ?? 0) + count)
        offset += featuresOf(fitted).length
      })
      await take({ start, rows: batch.rows, data: data.subarray(0, batch.rows * width) })
      start += batch.rows
    }
  } finally {
    for (const name of types) await db.run(`DROP TYPE IF EXISTS ${name}`)
  }
  return {
    unseen: [...unseen].map(([column, rows]) => ({ column, rows })),
    missingColumns: sources.filter((s) => s.column === undefined).map((s) => s.fitted.name),
  }
}

/** The categories that a fitted column knows. */
function levelsOf(fitted: FittedColumn): readonly string[] {
  switch (fitted.kind) {
    case 'numbers':
      return []
    case 'one-hot':
      return [...fitted.categories, ...fitted.pooled]
    case 'lookup':
      return fitted.categories
  }
}

async function cellSql(table: LoadedTable, fitted: FittedColumn, column: TableColumn, levels: readonly string[], types: string[]): Promise<string> {
  if (fitted.kind === 'numbers') return `coalesce(${numberSql(column, fitted.reader)}, 'nan'::DOUBLE)`
  return codeSql(table, categorySql(column, isNumeric(fitted.reader)), levels, types)
}

const isNumeric = (reader: ColumnReader) => reader.kind === 'category' && reader.numeric

/** SQL for the place of a cell among known texts: -1 where it is missing, `unseenCode` where it is none of them. Makes a type, whose name is added to `types`. */
export async function codeSql(table: LoadedTable, text: string, levels: readonly string[], types: string[]): Promise<string> {
  const none = `CASE WHEN (${text}) IS NULL THEN -1 ELSE ${unseenCode} END`
  if (levels.length === 0) return `(${none})::INTEGER`
  const name = `vocabulary${++vocabularies}`
  await table.db.makeVocabulary(name, levels)
  types.push(name)
  return `coalesce(enum_code(TRY_CAST((${text}) AS ${name}))::INTEGER, ${none})`
}
