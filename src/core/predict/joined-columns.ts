import { stable } from '@shared/compare/settings-diff'
import { CrossfadeError } from '@shared/errors'
import type { FittedColumn, Pipeline } from '@shared/recipe/pipeline'
import type { FormCell } from '@shared/run/row-form'

/** What a form for several preparations asks for: each column once, in the order of the first that has it; and where the cells of each lie in it. */
export interface JoinedColumns {
  readonly columns: readonly FittedColumn[]
  /** One list a preparation: the places of its columns among all of them. */
  readonly places: readonly (readonly number[])[]
}

/** Throws `not-available` where two preparations read one column in different ways: one cell cannot be a number and a category. */
export function joinedColumns(pipelines: readonly Pipeline[]): JoinedColumns {
  const columns: FittedColumn[] = []
  const places = pipelines.map((pipeline) =>
    pipeline.columns.map((column) => {
      const known = columns.findIndex(({ name }) => name === column.name)
      const there = columns[known]
      if (there === undefined) return columns.push(column) - 1
      if (stable(there.reader) !== stable(column.reader)) {
        throw new CrossfadeError('not-available', `The members of this ensemble read ${column.name} in different ways, so a form cannot ask for it once. Predict a file, or open the form of each member.`)
      }
      return known
    }),
  )
  return { columns, places }
}

/** The cells of one preparation out of those of the form. */
export const cellsAt = (cells: readonly FormCell[], places: readonly number[]): FormCell[] =>
  places.map((place) => {
    const cell = cells[place]
    if (cell === undefined) throw new CrossfadeError('invalid-argument', 'The row has fewer cells than the form has fields.')
    return cell
  })
