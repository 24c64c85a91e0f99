import { CrossfadeError } from '@shared/errors'
import type { DataMethods, PredictionFormat } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import type { CallContext } from '../channel/serve-engine'
import { quoteText } from './duckdb'
import type { TableStore } from './table/table-store'

/** See the declaration of `writePredictions`. Rows meet by their place: both sides keep the order of the file. */
export function writePredictions(store: TableStore, input: InputOf<DataMethods['writePredictions']>, { signal }: CallContext<never>): Promise<{ readonly rows: number }> {
  const select = (names: readonly string[]) => (input.keep ? names : names.slice(0, 1))
  return store.withColumns(input, { pick: select, lean: false }, async (table) => {
    const { db } = table
    // A prediction of classes is text, whatever it looks like; all other columns are numbers.
    const texts = input.task === 'classification' ? ['prediction', ...(input.texts ?? [])] : []
    const types = texts.length === 0 ? '' : `, types = {${texts.map((name) => `'${name}': 'VARCHAR'`).join(', ')}}`
    const predictions = `read_csv(${quoteText(input.predictions)}, header = true, delim = ',', quote = '"', escape = '"', all_varchar = false, sample_size = -1${types})`
    const interrupt = () => db.interrupt()
    signal.addEventListener('abort', interrupt)
    try {
      const [rows] = await db.row(`SELECT count(*)::DOUBLE FROM ${predictions}`)
      if (rows !== table.rows) throw new CrossfadeError('file-changed', `${input.path} has changed while it was predicted. Predict again.`)
      const kept = input.keep ? table.columns.map((column) => `${input.format === 'csv' ? safeText(`(${column.text})`) : `(${column.text})`} AS ${quoteName(column.name)}`) : []
      const own = texts.length === 0 || input.format !== 'csv' ? 'predicted.*' : `predicted.* REPLACE (${texts.map((name) => `${safeText(name)} AS ${name}`).join(', ')})`
      const source = input.keep ? `${table.relation} POSITIONAL JOIN ${predictions} AS predicted` : `${predictions} AS predicted`
      await db.run(`COPY (SELECT ${[...kept, own].join(', ')} FROM ${source}) TO ${quoteText(input.out)} (${optionsOf(input.format)})`)
      return { rows: table.rows }
    } finally {
      signal.removeEventListener('abort', interrupt)
    }
  })
}

function optionsOf(format: PredictionFormat): string {
  switch (format) {
    case 'csv':
      return 'FORMAT csv, HEADER true'
    case 'parquet':
      return 'FORMAT parquet'
    case 'json':
      return 'FORMAT json, ARRAY true'
  }
}

/** A name of the file's as that of an output column: the one place where such a name stands in SQL. */
const quoteName = (name: string): string => `"${(name === '' ? 'unnamed' : name).replace(/\0/g, '').replace(/"/g, '""')}"`

/**
 * A text that a spreadsheet would take for a formula (OWASP, CSV injection) gets an apostrophe in front, as spreadsheets write such texts;
 * numbers stay as they are. For CSV alone: the other formats know texts from formulas.
 */
const safeText = (text: string): string => `CASE WHEN regexp_matches(${text}, '^[=+@\\t\\r-]') AND TRY_CAST(${text} AS DOUBLE) IS NULL THEN concat('''', ${text}) ELSE ${text} END`
