import { assertNever } from '@shared/assert-never'
import type { ReadingOptions } from '@shared/dataset/reading-options'
import type { ColumnReader, FittedColumn, Pipeline } from '@shared/recipe/pipeline'
import type { OnnxGraph, Value } from './graph'
import { NumberNodes } from './prepare-numbers'

/** How a column is fed: as text, as a number (NaN where missing), or as the seconds since 1970 (UTC) of a date. */
export type FedAs = 'text' | 'number' | 'seconds'

export interface FedColumn {
  readonly column: string
  readonly input: Value
  readonly as: FedAs
}

export function fedAs(reader: ColumnReader): FedAs {
  switch (reader.kind) {
    case 'number':
      return 'number'
    case 'date':
      return 'seconds'
    case 'boolean':
      return 'text'
    case 'category':
      return reader.numeric ? 'number' : 'text'
    default:
      return assertNever(reader)
  }
}

/** The whole preparation as nodes: raw columns in, [rows, features] float32 out. */
export function preparationNodes(graph: OnnxGraph, { columns, reading }: Pipeline): { readonly features: Value; readonly fed: readonly FedColumn[] } {
  // All columns are named before anything else is: the names are theirs.
  const fed = columns.map((column) => {
    const as = fedAs(column.reader)
    return { column: column.name, as, input: graph.input(column.name, as === 'text' ? 'string' : 'double') }
  })
  const nodes = new ColumnNodes(graph, reading)
  const made = columns.flatMap((column, place) => nodes.features(column, fed[place]?.input ?? ''))
  const all = made.length === 1 ? (made[0] ?? '') : graph.op('Concat', made, [['axis', { kind: 'int', value: 1 }]])
  return { fed, features: graph.op('Cast', [all], [['to', { kind: 'int', value: 1 }]]) }
}

class ColumnNodes {
  private readonly numbers: NumberNodes

  constructor(
    private readonly graph: OnnxGraph,
    private readonly reading: ReadingOptions,
  ) {
    this.numbers = new NumberNodes(graph)
  }

  features(column: FittedColumn, input: Value): readonly Value[] {
    switch (column.kind) {
      case 'numbers':
        return this.ofNumbers(column, column.reader.kind === 'boolean' ? this.ofBoolean(column.reader, input) : input)
      case 'one-hot':
        return [this.rows(column.reader, input, oneHotTable(column))]
      case 'lookup':
        return this.ofLookup(column, input)
      default:
        return assertNever(column)
    }
  }

  private ofNumbers({ outputs }: Extract<FittedColumn, { kind: 'numbers' }>, x: Value): readonly Value[] {
    return outputs.map(({ source, operations }) => {
      const start = source.kind === 'missing' ? this.numbers.toDouble(this.numbers.isMissing(x)) : source.kind === 'part' ? this.numbers.datePart(x, source.part) : x
      return operations.reduce((value, operation) => this.numbers.apply(value, operation), start)
    })
  }

  /** Texts are compared as they are: each word in small letters, in capitals, and with a capital first. */
  private ofBoolean({ yes, no }: Extract<ColumnReader, { kind: 'boolean' }>, input: Value): Value {
    const places = new Map<string, number>()
    for (const [words, place] of [[yes, 1], [no, 0]] as const) {
      for (const word of words) for (const spelling of [word, word.toUpperCase(), word.slice(0, 1).toUpperCase() + word.slice(1)]) if (!places.has(spelling)) places.set(spelling, place)
    }
    const code = this.graph.labelEncoder(input, [...places.keys()], [...places.values()], 2)
    return this.graph.op('Gather', [this.graph.doubles([0, 1, NaN], [3]), code])
  }

  private ofLookup(column: Extract<FittedColumn, { kind: 'lookup' }>, input: Value): readonly Value[] {
    const missing = column.missingAs === null ? column.missingValue : (column.values[column.categories.indexOf(column.missingAs)] ?? column.unseenValue)
    const table = { categories: column.categories, rows: column.values, missing, unseen: column.unseenValue }
    const rows = this.rows(column.reader, input, table)
    return column.operations.map((operations, place) => {
      const one = column.operations.length === 1 ? rows : this.graph.op('Gather', [rows, this.graph.integers([place], [1])], [['axis', { kind: 'int', value: 1 }]])
      return operations.reduce((value, operation) => this.numbers.apply(value, operation), one)
    })
  }

  /** The row of a table that belongs to each cell, [rows, width]. */
  private rows(reader: ColumnReader, input: Value, { categories, rows, missing, unseen }: CategoryTable): Value {
    const width = unseen.length
    if (fedAs(reader) === 'text') {
      const places = new Map(categories.map((category, place) => [category, place]))
      for (const word of ['', ...(this.reading.na ?? [])]) if (!places.has(word)) places.set(word, categories.length)
      const code = this.graph.labelEncoder(input, [...places.keys()], [...places.values()], categories.length + 1)
      const flat = this.graph.op('Reshape', [code, this.graph.integers([-1], [1])])
      return this.graph.op('Gather', [this.graph.doubles([...rows, missing, unseen].flat(), [categories.length + 2, width]), flat])
    }
    // Numbers that stand for categories are compared as numbers: 1, 1.0 and 01 are one of them.
    const known = categories.map(Number).flatMap((value, place) => (Number.isFinite(value) ? [{ value, row: rows[place] ?? unseen }] : []))
    const { numbers: n } = this
    const isMissing = n.toDouble(n.isMissing(input))
    const missingPart = n.mul(isMissing, this.graph.doubles(missing, [1, width]))
    const equal = known.length === 0 ? null : n.toDouble(this.graph.op('Equal', [input, this.graph.doubles(known.map(({ value }) => value), [1, known.length])]))
    const isKnown = equal === null ? n.constant(0) : this.graph.op('ReduceSum', [equal, this.graph.integers([1], [1])], [['keepdims', { kind: 'int', value: 1 }]])
    const isUnseen = n.sub(n.sub(n.constant(1), isMissing), isKnown)
    const others = n.add(missingPart, n.mul(isUnseen, this.graph.doubles(unseen, [1, width])))
    return equal === null ? others : n.add(this.graph.op('MatMul', [equal, this.graph.doubles(known.flatMap(({ row }) => row), [known.length, width])]), others)
  }
}

interface CategoryTable {
  readonly categories: readonly string[]
  /** One a category. */
  readonly rows: readonly (readonly number[])[]
  readonly missing: readonly number[]
  readonly unseen: readonly number[]
}

function oneHotTable(column: Extract<FittedColumn, { kind: 'one-hot' }>): CategoryTable {
  const width = column.features.length
  const row = (place: number | null) => Array.from({ length: width }, (_, i) => (i === place ? 1 : 0))
  const other = column.other ? width - 1 : null
  const unseen = row(column.unseen === 'other' ? other : null)
  const categories = [...column.categories, ...column.pooled]
  const rows = [...column.categories.map((_, place) => row(place)), ...column.pooled.map(() => row(other))]
  const missing = column.missingAs !== null ? (rows[categories.indexOf(column.missingAs)] ?? unseen) : column.missing ? row(column.categories.length) : unseen
  return { categories, rows, missing, unseen }
}
