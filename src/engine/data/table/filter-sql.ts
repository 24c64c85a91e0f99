import { assertNever } from '@shared/assert-never'
import { CrossfadeError } from '@shared/errors'
import type { ColumnReader } from '@shared/recipe/pipeline'
import { parseFilter } from '@shared/recipe/filter-expression'
import type { Condition } from '@shared/recipe/filter-expression'
import { quoteText } from '../duckdb'
import { dateSql, numberSql } from './column-kind'
import type { TableColumn } from './loaded-table'

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
      return `coalesce(contains(lower(${columnOf(condition.column).column.text}), lower(${quoteText(condition.text)})), false)`
    case 'in':
      return `(${condition.values.map((value) => compareSql(condition.column, '=', value, columnOf)).join(' OR ')})`
    case 'compare':
      return compareSql(condition.column, condition.operator, condition.value, columnOf)
    default:
      return assertNever(condition)
  }
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
      return yes(`lower(trim(${column.text})) ${sign} ${quoteText(value.toLowerCase())}`)
    case 'number':
    case 'category':
      return yes(`${column.text} ${sign} ${quoteText(value)}`)
    default:
      return assertNever(reader)
  }
}

const numberLiteral = (value: number) => `${value}::DOUBLE`

function dateLiteral(name: string, value: string): string {
  const seconds = /^\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?$/.test(value) ? Date.parse(`${value.length <= 10 ? value : value.replace(' ', 'T')}${value.length <= 10 ? 'T00:00:00' : ''}Z`) / 1000 : NaN
  if (Number.isNaN(seconds)) throw new CrossfadeError('recipe-invalid', `${name} holds dates, and '${value}' is none. Write it as '2020-12-31' or '2020-12-31 23:59:59'.`)
  return `${seconds}::DOUBLE`
}
