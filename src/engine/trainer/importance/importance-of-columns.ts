import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { CrossfadeError } from '@shared/errors'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { InputOf } from '@shared/engine/wire'
import { readVersioned } from '@shared/files/versioned'
import type { PositiveClass } from '@shared/metrics/classification-tally'
import { featureColumns } from '@shared/recipe/feature-columns'
import { fittedColumn } from '@shared/recipe/pipeline'
import type { Importance, PartImportance } from '@shared/run/importance'
import { importanceFormat } from '@shared/run/run-formats'
import type { CallContext } from '../../channel/serve-engine'
import { takeRunLock } from '../../channel/run-lock-file'
import type { StepProgram } from '../programs/step-program'
import type { PreparedData } from '../run/prepared-data'
import { scoreRows } from '../run/score-rows'
import { writeAtomic } from '../run/write-atomic'
import { seededOrders, shuffleColumns } from './shuffle-columns'
import { classMetrics, classQuantities, mean, numberMetrics, numberQuantities } from './worsening'
import type { RowMetric, RowQuantities } from './worsening'

type Input = InputOf<TrainerMethods['importance']>
type Context = CallContext<{ readonly done: number; readonly of: number }>

/** A saved model on its prepared rows, as far as it is scored: a network or trees. */
export interface ScoredModel {
  readonly data: PreparedData
  readonly plan: { readonly positive: PositiveClass }
  readonly program: Pick<StepProgram, 'scoreRows' | 'score'>
}

/** Loads what `importance` names, works with it, and lets it go. Throws `run-unreadable`. */
export type WithModel = <T>(input: Input, work: (model: ScoredModel) => Promise<T>) => Promise<T>

/** See the declaration of `importance`. */
export async function importanceOfColumns(input: Input, context: Context, withModel: WithModel): Promise<PartImportance> {
  if (!input.keep) return measured(input, context, withModel)
  const release = takeRunLock(input.runDir)
  try {
    const result = await measured(input, context, withModel)
    keep(input, result)
    return result
  } finally {
    release()
  }
}

async function measured(input: Input, { emit, signal }: Context, withModel: WithModel): Promise<PartImportance> {
  const started = performance.now()
  const columns = featureColumns(readFittedColumns(input.preparedDir))
  return withModel(input, async (parts) => {
    const { data } = parts
    const part = data[input.part]
    const score = (features: Float32Array) => quantitiesOf(parts, input, features, signal)
    const before = await score(part.features)
    const metrics = metricsOfPart(data, input.part)
    let done = 0
    const found =
      before === null
        ? null
        : await shuffleColumns(
            { features: part.features, rows: part.rows, inputs: data.inputs, columns, metrics, keys: part.keys, score, before },
            input.repeats,
            seededOrders(input.seed, part.rows),
            () => emit({ done: ++done, of: columns.length * input.repeats }),
          )
    if (before === null || found === null) throw new CrossfadeError('cancelled', 'Cancelled.')
    return {
      rows: part.rows,
      epoch: input.epoch,
      repeats: input.repeats,
      seed: input.seed,
      computedAt: new Date().toISOString(),
      ms: Math.round(performance.now() - started),
      weights: input.weights,
      metrics: metrics.map(({ name }) => name),
      baseline: Object.fromEntries(metrics.map(({ name, quantity, value }) => [name, value(mean(before[quantity] ?? new Float64Array(0)))])),
      columns: [...found],
    }
  })
}

const fittedColumns = z.object({ columns: z.array(fittedColumn) })

/** How a preparation made its inputs, column by column. Throws `file-unreadable`. */
export function readFittedColumns(preparedDir: string): z.infer<typeof fittedColumns>['columns'] {
  const path = join(preparedDir, 'pipeline.json')
  try {
    return fittedColumns.parse(JSON.parse(readFileSync(path, 'utf8'))).columns
  } catch (thrown) {
    throw new CrossfadeError('file-unreadable', `${path} cannot be read (${thrown instanceof Error ? thrown.message : String(thrown)}). Delete its folder; it is made anew.`)
  }
}

/** The metrics that a shuffle worsens; the first one orders the columns. */
export function metricsOfPart(data: PreparedData, part: 'validation' | 'test'): readonly RowMetric[] {
  if (data.target.kind === 'classes') return classMetrics
  const labels = Float64Array.from(data[part].labels)
  const centre = mean(labels)
  return numberMetrics(mean(labels.map((label) => (label - centre) ** 2)), data.target.std)
}

/** Scores all rows of the part, block by block. null: cancelled. */
async function quantitiesOf({ data, plan, program }: ScoredModel, { part: name }: Input, features: Float32Array, signal: AbortSignal): Promise<RowQuantities | null> {
  const part = { ...data[name], features }
  const quantities: Record<string, Float64Array> = {}
  const goOn = () => !signal.aborted
  const whole = await scoreRows(
    program,
    part,
    data.inputs,
    false,
    (report, labels, _values, from) => {
      const block = data.target.kind === 'classes' ? classQuantities(report, labels, data.classes, plan.positive) : numberQuantities(report, labels)
      for (const [quantity, values] of Object.entries(block)) (quantities[quantity] ??= new Float64Array(part.rows)).set(values, from)
    },
    goOn,
  )
  return whole ? quantities : null
}

function keep({ part, runDir }: Input, result: PartImportance): void {
  const path = join(runDir, 'importance.json')
  const before = existsSync(path) ? readVersioned(readFileSync(path, 'utf8'), importanceFormat) : null
  if (before?.kind === 'bad') throw new CrossfadeError('run-unreadable', `${path} cannot be read: ${before.reason}. Delete it to have it measured anew.`)
  const after: Importance = { ...(before?.value ?? { version: 1, validation: null, test: null }), [part]: result }
  writeAtomic(path, [`${JSON.stringify(after)}\n`])
}
