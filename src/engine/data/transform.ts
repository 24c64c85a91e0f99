import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import type { DataMethods, DataProgress, TransformedRows } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import type { Pipeline } from '@shared/recipe/pipeline'
import type { CallContext } from '../channel/serve-engine'
import { NpyWriter } from './npy'
import { applyPipeline, codeSql } from './prepare/apply-pipeline'
import { stopIfCancelled } from './stop-if-cancelled'
import { numberSql } from './table/column-kind'
import type { LoadedTable, TableColumn } from './table/loaded-table'
import { categorySql } from './table/number-sql'
import type { TableStore } from './table/table-store'

/**
 * Makes a model's inputs of the rows of a file: `<out>/features.npy` [rows, features], in the order of the file; and, where the file has the
 * target, `<out>/labels.npy` [rows], NaN where it is missing or a class that the model does not know. Errors: file-*, column-not-found.
 */
export function transformFile(store: TableStore, input: InputOf<DataMethods['transform']>, { emit, signal }: CallContext<DataProgress>): Promise<TransformedRows> {
  const started = Date.now()
  const { pipeline } = input
  emit({ kind: 'progress', doing: 'reading', share: null })
  const wanted = (names: readonly string[]) => {
    const present = [...pipeline.columns.map((c) => c.name), pipeline.target.name].filter((name) => names.includes(name))
    if (!pipeline.columns.some((c) => present.includes(c.name))) {
      throw new CrossfadeError('column-not-found', `${input.path} has none of the columns that the model needs: ${pipeline.columns.map((c) => c.name).join(', ')}.`)
    }
    return [...new Set(present)]
  }
  return store.withColumns(input, { pick: wanted, lean: false }, async (table) => {
    const draft = join(input.tmp, `transform-${process.pid}-${started}`)
    await mkdir(draft, { recursive: true })
    try {
      const writer = await NpyWriter.open(join(draft, 'features.npy'), '<f4', [table.rows, pipeline.features.length])
      const applied = await applyPipeline(table, pipeline, signal, async ({ start, rows, data }) => {
        await writer.write(data)
        emit({ kind: 'progress', doing: 'preparing', share: (start + rows) / table.rows })
      }).finally(() => writer.close())
      const labelled = await writeLabels(table, pipeline, join(draft, 'labels.npy'), signal)
      await rm(input.out, { recursive: true, force: true })
      await rename(draft, input.out)
      return { ...applied, rows: table.rows, rejectedRows: table.rejectedRows, labelled, ms: Date.now() - started }
    } finally {
      await rm(draft, { recursive: true, force: true })
    }
  })
}

const batchRows = 65_536

/** Whether there is a target to write. */
async function writeLabels(table: LoadedTable, { target }: Pipeline, path: string, signal: AbortSignal): Promise<boolean> {
  const column = table.columns.find((c) => c.name === target.name)
  if (column === undefined) return false
  const writer = await NpyWriter.open(path, '<f4', [table.rows])
  const types: string[] = []
  try {
    const sql = target.kind === 'classes' ? await codeSql(table, classSql(column, target.reader), target.classes, types) : `coalesce(${numberSql(column, { kind: 'number' })}, 'nan'::DOUBLE)`
    for await (const batch of table.db.batches(`SELECT ${sql} FROM ${table.relation}`, [target.kind === 'classes' ? 'integer' : 'number'], batchRows)) {
      stopIfCancelled(signal)
      const values = batch.columns[0] as Float64Array | Int32Array
      await writer.write(Float32Array.from(values, target.kind === 'classes' ? (code) => (code < 0 ? NaN : code) : (y) => (y - target.mean) / target.std))
    }
    return true
  } finally {
    await writer.close()
    for (const name of types) await table.db.run(`DROP TYPE IF EXISTS ${name}`)
  }
}

const classSql = (column: TableColumn, reader: Extract<Pipeline['target'], { readonly kind: 'classes' }>['reader']) =>
  categorySql(column, reader.kind === 'category' && reader.numeric)
