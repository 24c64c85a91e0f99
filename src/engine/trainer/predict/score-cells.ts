import { CrossfadeError } from '@shared/errors'
import type { FittedColumn, Pipeline } from '@shared/recipe/pipeline'
import type { FormCell, RowScores } from '@shared/run/row-form'
import { featuresOf, unseenCode, writeColumn } from '../../data/prepare/write-column'
import type { RawColumn } from '../../data/prepare/raw-column'

/** What a model puts out of inputs: [rows, width] to [rows, units]. */
export type Score = (values: Float32Array, rows: number, width: number) => Float32Array

/** What a model says of raw rows: its own preparation, then its scores, as `predict` writes them. Throws `invalid-argument` where cells are missing. */
export function scoreCells(rows: readonly (readonly FormCell[])[], pipeline: Pipeline, score: Score): readonly RowScores[] {
  const width = pipeline.features.length
  const data = new Float32Array(rows.length * width)
  const unseen = rows.map((): string[] => [])
  const place = Int32Array.from(rows.keys())
  let offset = 0
  pipeline.columns.forEach((column, at) => {
    const raw = rawOf(column, rows.map((cells) => cellAt(cells, at, column.name)))
    writeColumn(column, raw, { data, width, place }, offset)
    if (raw.kind === 'categories') raw.codes.forEach((code, row) => code === unseenCode && unseen[row]?.push(column.name))
    offset += featuresOf(column).length
  })
  const outputs = score(data, rows.length, width)
  const units = outputs.length / rows.length
  return rows.map((_, row) => ({ values: inWords(outputs.subarray(row * units, (row + 1) * units), pipeline), unseen: unseen[row] ?? [] }))
}

function cellAt(cells: readonly FormCell[], at: number, name: string): FormCell {
  const cell = cells[at]
  if (cell === undefined) throw new CrossfadeError('invalid-argument', `The row has no cell for ${name}.`)
  return cell
}

/** Cells of one column. A number in a column of categories is no category that training had, and a text in one of numbers is missing, as in a file. */
function rawOf(column: FittedColumn, cells: readonly FormCell[]): RawColumn {
  if (column.kind === 'numbers') return { kind: 'numbers', values: Float64Array.from(cells, (cell) => (typeof cell === 'number' ? cell : NaN)) }
  const levels = column.kind === 'one-hot' ? [...column.categories, ...column.pooled] : column.categories
  const known = new Map(levels.map((level, code) => [level, code]))
  return { kind: 'categories', levels, codes: Int32Array.from(cells, (cell) => (cell === null ? -1 : (known.get(String(cell)) ?? unseenCode))) }
}

/** One unit on two classes is the score of the second; a regression's output is in standard deviations of the target from its mean. */
function inWords(output: Float32Array, { target }: Pipeline): readonly number[] {
  if (target.kind === 'number') return [(output[0] ?? NaN) * target.std + target.mean]
  return output.length === target.classes.length ? Array.from(output) : [1 - (output[0] ?? NaN), output[0] ?? NaN]
}
