import type { RunRecord } from '../run/run-record'
import { settingsInForce } from '../run/segments'

export type ToldSettings = Record<string, string | number | boolean>

/**
 * Every setting that a run depends on, as one flat list for other programs: training.optimizer.kind and so on; steps and layers in one line
 * each. Only what is true of its kind: trees have no layers, the mean of several models was not trained, and of another program's run there is what
 * that program told.
 */
export function toldSettings(record: RunRecord): ToldSettings {
  if (record.kind === 'imported') return { ...(record.imported?.settings ?? {}) }
  const { recipe } = record.experiment
  const { features } = recipe.columns
  return {
    target: recipe.target,
    task: recipe.task,
    ...(record.parameters === null ? {} : { parameters: record.parameters.total }),
    ...modelSettings(record),
    features: features.join(', '),
    ...flatSettings(recipe.rows, 'rows'),
    ...flatSettings(recipe.steps, 'steps'),
    ...flatSettings(recipe.split, 'split'),
  }
}

function modelSettings(record: RunRecord): ToldSettings {
  switch (record.kind) {
    case 'ensemble':
      return { 'model.members': (record.members ?? []).join(', ') }
    case 'trees':
      return { ...flatSettings(record.baseline, 'model'), 'training.seed': record.experiment.training.seed }
    default:
      return { ...flatSettings(record.experiment.model, 'model'), ...flatSettings(settingsInForce(record), 'training') }
  }
}

function flatSettings(value: unknown, path: string, into: ToldSettings = {}): ToldSettings {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') into[path] = value
  else if (Array.isArray(value)) into[path] = value.map(listed).join(' → ')
  else if (typeof value === 'object' && value !== null) for (const [name, one] of Object.entries(value)) flatSettings(one, `${path}.${name}`, into)
  return into
}

/** A layer or step in a line; what it holds itself (the layers of a residual block, columns) in brackets. */
function listed(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(listed).join(', ')}]`
  return typeof value === 'object' && value !== null ? Object.values(value).map(listed).join(' ') : String(value)
}
