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
      const ours = (await db.rows(`DESCRIBE SELECT * FROM ${predictions}`)).map(([name]) => String(name))
      const [rows] = await db.row(`SELECT count(*)::DOUBLE FROM ${predictions}`)
      if (rows !== table.rows) throw new CrossfadeError('file-changed', `${input.path} has changed while it was predicted. Predict again.`)
      const csv = input.format === 'csv'
      const named = outputNames(input.keep ? table.columns.map(({ name }) => name) : [], ours, csv)
      const kept = input.keep ? table.columns.map((column, place) => `${csv ? safeText(`(${column.text})`) : `(${column.text})`} AS ${quoteName(named.kept[place] ?? '')}`) : []
      const own = ours.map((name, place) => `${csv && texts.includes(name) ? safeText(`predicted.${quoteName(name)}`) : `predicted.${quoteName(name)}`} AS ${quoteName(named.own[place] ?? '')}`)
      const source = input.keep ? `${table.relation} POSITIONAL JOIN ${predictions} AS predicted` : `${predictions} AS predicted`
      await db.run(`COPY (SELECT ${[...kept, ...own].join(', ')} FROM ${source}) TO ${quoteText(input.out)} (${optionsOf(input.format)})`)
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

/**
 * The heads of the columns. What was predicted keeps its names; a column of the file that has one of them gets "(file)" behind its own. In a CSV a
 * head that a spreadsheet would take for a formula is written as such a cell is.
 */
function outputNames(kept: readonly string[], own: readonly string[], csv: boolean): { readonly kept: readonly string[]; readonly own: readonly string[] } {
  const used = new Set(own.map((name) => name.toLowerCase()))
  const safe = (name: string) => (csv && /^[=+@\t\r-]/.test(name) && !Number.isFinite(Number(name)) ? `'${name}` : name)
  const apart = kept.map((name) => {
    let free = name === '' ? 'unnamed' : name
    for (let n = 1; used.has(free.toLowerCase()); n++) free = n === 1 ? `${name} (file)` : `${name} (file ${n})`
    used.add(free.toLowerCase())
    return safe(free)
  })
  return { kept: apart, own: own.map(safe) }
}

/** A name as that of a column of the output: the one place where a name of the file's stands in SQL. */
const quoteName = (name: string): string => `"${name.replace(/\0/g, '').replace(/"/g, '""')}"`

/**
 * A text that a spreadsheet would take for a formula (OWASP, CSV injection) gets an apostrophe in front, as spreadsheets write such texts;
 * numbers stay as they are. For CSV alone: the other formats know texts from formulas.
 */
const safeText = (text: string): string => `CASE WHEN regexp_matches(${text}, '^[=+@＝＋－＠\\t\\r\\n-]') AND TRY_CAST(${text} AS DOUBLE) IS NULL THEN concat('''', ${text}) ELSE ${text} END`
