import { assertNever } from '@shared/assert-never'
import { CrossfadeError } from '@shared/errors'
import type { ColumnReader } from '@shared/recipe/pipeline'
import { parseFilter } from '@shared/recipe/filter-expression'
import type { Condition } from '@shared/recipe/filter-expression'
import { quoteText } from '../duckdb'
import { dateSql, numberSql, wordSql } from './column-kind'
import type { TableColumn } from './loaded-table'
import { categorySql } from './number-sql'

/** A column as a filter sees it. */
export type FilterColumn = (name: string) => { readonly column: TableColumn; readonly reader: ColumnReader }

/** SQL of a filter, true or false and never null. Names become places in the file, and texts literals. Errors: recipe-invalid, column-not-found. */
export function filterSql(expression: string, columnOf: FilterColumn): string {
  return conditionSql(parseFilter(expression), columnOf)
}

function conditionSql(condition: Condition, columnOf: FilterColumn): string {
  switch (condition.kind) {
    case 'and':
      return `(${conditionSql(condition.left, columnOf)} AND ${conditionSql(condition.right, columnOf)})`
    case 'or':
      return `(${conditionSql(condition.left, columnOf)} OR ${conditionSql(condition.right, columnOf)})`
    case 'not':
      return `(NOT ${conditionSql(condition.condition, columnOf)})`
    case 'missing':
      return `(${columnOf(condition.column).column.present} IS NULL)`
    case 'contains':
      return containsSql(columnOf(condition.column), condition.text)
    case 'in':
      return `(${condition.values.map((value) => compareSql(condition.column, '=', value, columnOf)).join(' OR ')})`
    case 'compare':
      return compareSql(condition.column, condition.operator, condition.value, columnOf)
    default:
      return assertNever(condition)
  }
}

function containsSql({ column, reader }: ReturnType<FilterColumn>, text: string): string {
  // As the number it is, however the file writes it: a table that was read for its numbers has nothing else.
  const shown = categorySql(column, reader.kind !== 'category' || reader.numeric)
  return `coalesce(contains(lower(${shown}), lower(${quoteText(text)})), false)`
}

function compareSql(name: string, operator: string, value: string | number, columnOf: FilterColumn): string {
  const { column, reader } = columnOf(name)
  const sign = operator === '!=' ? '<>' : operator
  const yes = (sql: string) => `coalesce(${sql}, false)`
  if (typeof value === 'number') {
    if (reader.kind === 'category' && !reader.numeric) return yes(`${column.number} ${sign} ${numberLiteral(value)}`)
    return yes(`${reader.kind === 'category' ? column.number : numberSql(column, reader)} ${sign} ${numberLiteral(value)}`)
  }
  switch (reader.kind) {
    case 'date':
      return yes(`${dateSql(column.text, reader.format)} ${sign} ${dateLiteral(name, value)}`)
    case 'boolean':
      return yes(`${wordSql(column, reader)} ${sign} ${quoteText(wordOf(value))}`)
    case 'number': {
      // A number is compared as one, however either of them is written.
      const number = value.trim() === '' ? NaN : Number(value)
      return Number.isFinite(number) ? yes(`${numberSql(column, reader)} ${sign} ${numberLiteral(number)}`) : operator === '!=' ? `(${column.present} IS NOT NULL)` : 'false'
    }
    case 'category':
      return yes(`${categorySql(column, reader.numeric)} ${sign} ${quoteText(value)}`)
    default:
      return assertNever(reader)
  }
}

/** 1.0 is 1, as wordSql has it. */
const wordOf = (value: string) => (value.trim() !== '' && Number.isFinite(Number(value)) ? String(Number(value)) : value.toLowerCase())

const numberLiteral = (value: number) => `${value}::DOUBLE`

function dateLiteral(name: string, value: string): string {
  const seconds = /^\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?$/.test(value) ? Date.parse(`${value.length <= 10 ? value : value.replace(' ', 'T')}${value.length <= 10 ? 'T00:00:00' : ''}Z`) / 1000 : NaN
  if (Number.isNaN(seconds)) throw new CrossfadeError('recipe-invalid', `${name} holds dates, and '${value}' is none. Write it as '2020-12-31' or '2020-12-31 23:59:59'.`)
  return `${seconds}::DOUBLE`
}
