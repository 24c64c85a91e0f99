import { CrossfadeError } from '@shared/errors'
import type { ColumnType } from '@shared/dataset/column'
import type { ColumnReader } from '@shared/recipe/pipeline'
import { givenType } from '@shared/recipe/given-type'
import type { Recipe } from '@shared/recipe/recipe'
import { findColumnKinds } from '../table/column-kind'
import type { ColumnKind } from '../table/column-kind'
import { comparableSql, readCompared } from '../table/equal-groups'
import type { ComparedTable } from '../table/equal-groups'
import { filterSql } from '../table/filter-sql'
import type { LoadedTable, TableColumn } from '../table/loaded-table'
import { categorySql } from '../table/number-sql'
import { readRawColumns, readerFor } from './raw-column'
import type { RawColumn } from './raw-column'
import type { RowStepTable } from './select-rows'

/** Values that are kept for another comparison: 64 MB. */
const mostCompared = 8_000_000

/** A loaded table under a recipe's types. Columns come into memory when asked for. */
export class RecipeTable implements RowStepTable, ComparedTable {
  private readonly held = new Map<string, RawColumn>()
  /** Values by which cells are compared, of a table that is small enough: every check of the audit asks for them. */
  private readonly heldCompared = new Map<string, Float64Array>()

  private constructor(
    readonly table: LoadedTable,
    private readonly recipe: Recipe,
    private readonly entries: ReadonlyMap<string, { readonly column: TableColumn; readonly kind: ColumnKind }>,
  ) {}

  static async open(table: LoadedTable, recipe: Recipe): Promise<RecipeTable> {
    const names = new Set(table.columns.map((c) => c.name))
    const { features } = recipe.columns
    for (const name of [...features, recipe.target]) {
      if (!names.has(name)) throw new CrossfadeError('column-not-found', `The table has no column ${name}. ${namesOf([...names])}`)
    }
    if (features.includes(recipe.target)) throw new CrossfadeError('recipe-invalid', `${recipe.target} is the target and cannot be a feature too. Take it out of the features.`)
    const repeated = features.find((name, i) => features.indexOf(name) !== i)
    if (repeated !== undefined) throw new CrossfadeError('recipe-invalid', `${repeated} is named twice among the features.`)
    const kinds = await findColumnKinds(table, table.columns)
    return new RecipeTable(table, recipe, new Map(table.columns.map((column, i) => [column.name, { column, kind: kinds[i] as ColumnKind }])))
  }

  get columnNames(): readonly string[] {
    return this.table.columns.map((c) => c.name)
  }

  get numberColumns(): readonly string[] {
    return this.columnNames.filter((name) => this.entry(name).kind.reader.kind === 'number')
  }

  get features(): readonly string[] {
    return this.recipe.columns.features
  }

  get target(): string {
    return this.recipe.target
  }

  /** How a column is read: as found, or as the recipe says. The target of a classification is read as categories whatever it holds. */
  reader(name: string): ColumnReader {
    const { kind } = this.entry(name)
    if (name === this.recipe.target && this.recipe.task === 'classification') return { kind: 'category', numeric: kind.reader.kind === 'number' && !kind.beyondDouble }
    return readerFor(kind, givenType(this.recipe, name))
  }

  type(name: string): ColumnType {
    return givenType(this.recipe, name) ?? this.reader(name).kind
  }

  isNumeric(name: string): boolean {
    const reader = this.reader(name)
    return reader.kind === 'category' && reader.numeric
  }

  /** SQL for a column's value, by which two cells are equal; of the same column in another file, where one is given. */
  comparable(name: string, column: TableColumn = this.entry(name).column): string {
    const reader = this.reader(name)
    const { kind } = this.entry(name)
    // Two whole numbers beyond 2^53 may be one double.
    if (kind.beyondDouble) return comparableSql(column, { kind: 'category', numeric: false })
    return comparableSql(column, reader, reader.kind === 'category' ? categorySql(column, reader.numeric) : column.text)
  }

  get rows(): number {
    return this.table.rows
  }

  async compared(names: readonly string[]): Promise<Float64Array[]> {
    const absent = names.filter((name) => !this.heldCompared.has(name))
    const read = await readCompared(this.table, absent.map((name) => this.comparable(name)))
    const values = names.map((name) => this.heldCompared.get(name) ?? (read[absent.indexOf(name)] as Float64Array))
    absent.forEach((name, i) => {
      if ((this.heldCompared.size + 1) * this.table.rows <= mostCompared) this.heldCompared.set(name, read[i] as Float64Array)
    })
    return values
  }

  /** Whether nobody gave this column a type other than the one it was found to have. */
  isAsFound(name: string): boolean {
    return name !== this.recipe.target && givenType(this.recipe, name) === undefined
  }

  async raw(name: string): Promise<RawColumn> {
    const held = this.held.get(name)
    if (held !== undefined) return held
    const [raw] = await readRawColumns(this.table, [{ column: this.entry(name).column, reader: this.reader(name) }])
    this.held.set(name, raw as RawColumn)
    return raw as RawColumn
  }

  /** Several columns at once, which costs one pass for all numbers. They are not held. */
  async rawColumns(names: readonly string[]): Promise<RawColumn[]> {
    const absent = names.filter((name) => !this.held.has(name))
    const read = await readRawColumns(this.table, absent.map((name) => ({ column: this.entry(name).column, reader: this.reader(name) })))
    return names.map((name) => this.held.get(name) ?? (read[absent.indexOf(name)] as RawColumn))
  }

  async filter(expression: string): Promise<Int32Array> {
    const { db, relation, row } = this.table
    const condition = filterSql(expression, (name) => ({ column: this.entry(name).column, reader: this.reader(name) }))
    const passing = new Int32Array(this.table.rows)
    const count = await db.numbers(`SELECT ${row}::INTEGER FROM ${relation} WHERE ${condition}`, [passing])
    return passing.subarray(0, count)
  }

  /** weights.npy: one number per row, none negative, not all zero. */
  async weights(name: string, rows: Int32Array): Promise<Float32Array> {
    const raw = await this.raw(name)
    if (raw.kind !== 'numbers') throw new CrossfadeError('recipe-invalid', `${name} does not hold numbers and cannot weight the rows. Choose another weight column.`)
    let sum = 0
    const weights = Float32Array.from(rows, (row) => {
      const weight = raw.values[row] as number
      if (!(weight >= 0)) throw new CrossfadeError('recipe-invalid', `${name} is missing or negative in row ${row} and cannot weight the rows. Choose another weight column, or drop those rows.`)
      sum += weight
      return weight
    })
    if (sum === 0) throw new CrossfadeError('recipe-invalid', `${name} is 0 in every row and cannot weight the rows. Choose another weight column.`)
    return weights
  }

  /** What is known of a column before a recipe says anything about it. */
  found(name: string): { readonly column: TableColumn; readonly kind: ColumnKind } {
    return this.entry(name)
  }

  private entry(name: string) {
    const entry = this.entries.get(name)
    if (entry === undefined) throw new CrossfadeError('column-not-found', `The table has no column ${name}. ${namesOf(this.columnNames)}`)
    return entry
  }
}

const namesOf = (names: readonly string[]): string => `It has: ${names.slice(0, 30).join(', ')}${names.length > 30 ? ', …' : ''}.`
