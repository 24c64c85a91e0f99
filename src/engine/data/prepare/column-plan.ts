import { CrossfadeError } from '@shared/errors'
import type { ColumnStep } from '@shared/recipe/recipe'
import type { ColumnReader } from '@shared/recipe/pipeline'

type StepOf<K extends ColumnStep['kind']> = Extract<ColumnStep, { readonly kind: K }>

/** Steps that work on numbers, in the order in which they are done. */
export type NumberStep = StepOf<'impute-number'> | StepOf<'clip'> | StepOf<'scale'>

/** What the recipe says about one column: of each kind of step the last one that selects it. */
export interface ColumnPlan {
  readonly numberSteps: readonly NumberStep[]
  readonly imputeCategory: StepOf<'impute-category'> | undefined
  readonly encode: StepOf<'encode'> | undefined
  readonly dateParts: StepOf<'date-parts'> | undefined
}

/** Which steps `all` means for a column, by how it is read. A boolean is 0 or 1 already: it is scaled only when named. */
function worksOn(step: ColumnStep, reader: ColumnReader, encoded: StepOf<'encode'> | undefined): 'always' | 'named' | 'never' {
  const lookedUp = encoded !== undefined && encoded.method !== 'one-hot'
  switch (step.kind) {
    case 'impute-number':
      return reader.kind === 'number' || reader.kind === 'date' ? 'always' : 'never'
    case 'clip':
    case 'scale':
      if (reader.kind === 'category') return lookedUp ? 'always' : 'never'
      return reader.kind === 'boolean' ? 'named' : 'always'
    case 'impute-category':
      return reader.kind === 'category' || reader.kind === 'boolean' ? 'always' : 'never'
    case 'encode':
      return reader.kind === 'category' ? 'always' : 'never'
    case 'date-parts':
      return reader.kind === 'date' ? 'always' : 'never'
  }
}

/** The steps for one column. A step that names a column on which it cannot work is refused: recipe-invalid. */
export function planColumn(name: string, reader: ColumnReader, steps: readonly ColumnStep[]): ColumnPlan {
  const selecting = steps.filter((step) => step.columns === 'all' || step.columns.includes(name))
  const encode = last(selecting, 'encode')
  const chosen = new Map<ColumnStep['kind'], ColumnStep>()
  for (const step of selecting) {
    const works = worksOn(step, reader, encode)
    const named = step.columns !== 'all'
    if (works === 'never' && named) {
      throw new CrossfadeError('recipe-invalid', `${describe(step)} cannot work on ${name}, which is read as ${reader.kind}. Take the column out of the step or change its type.`)
    }
    if (works === 'always' || (works === 'named' && named)) chosen.set(step.kind, step)
  }
  const kept = steps.filter((step) => chosen.get(step.kind) === step)
  return {
    numberSteps: kept.filter((step): step is NumberStep => step.kind === 'impute-number' || step.kind === 'clip' || step.kind === 'scale'),
    imputeCategory: last(kept, 'impute-category'),
    encode: last(kept, 'encode'),
    dateParts: last(kept, 'date-parts'),
  }
}

function last<K extends ColumnStep['kind']>(steps: readonly ColumnStep[], kind: K): StepOf<K> | undefined {
  const found = steps.filter((step): step is StepOf<K> => step.kind === kind)
  return found[found.length - 1]
}

function describe(step: ColumnStep): string {
  switch (step.kind) {
    case 'impute-number':
      return 'Filling in missing numbers'
    case 'impute-category':
      return 'Filling in missing categories'
    case 'clip':
      return 'Clipping outliers'
    case 'scale':
      return 'Scaling'
    case 'encode':
      return 'Encoding categories'
    case 'date-parts':
      return 'Taking parts of a date'
  }
}
