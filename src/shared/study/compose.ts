import { defaultBaseline, treeKinds, treeSettings } from '../baseline/baseline-settings'
import type { TreeSettings } from '../baseline/baseline-settings'
import { experiment as experimentSchema } from '../experiment/experiment'
import type { Experiment } from '../experiment/experiment'
import type { Layer, PlainLayer } from '../model/layer'
import { defaultOptimizer, optimizerKinds } from '../training/optimizer'
import { defaultSchedule, scheduleKinds } from '../training/schedule'
import { parsePath, valueAtPath, withValueAt } from './set-path'
import type { Assignment } from './space'

/** Settings that make the stack of hidden layers, instead of changing one layer of it. */
export const composedSettings = ['layers.count', 'layers.width', 'layers.activation', 'layers.dropout', 'layers.batchNormalization', 'layers.l2', 'layers.embeddingBins'] as const

/** `layers[1].width`: the width of one hidden layer, the second. */
export const oneLayer = /^layers\[(\d{1,2})\]\.(width|activation)$/

export const isComposed = (path: string): boolean => (composedSettings as readonly string[]).includes(path) || oneLayer.test(path)

/** How many hidden layers the composed settings find in an experiment. */
export const denseCount = ({ model }: Experiment): number => model.layers.filter((layer) => layer.kind === 'dense').length

/** Why a setting cannot be tried: it would change nothing of what is trained, or what all trials have in common. Null: it can. `layers`: hidden layers of the deepest trial. */
export function idleSetting(path: string, layers: number): string | null {
  const [part = ''] = path.split(/[.[]/)
  if (part === 'dataset') return `${path} cannot be tried: all trials are made on the table of the study.`
  if (part === 'name' || part === 'version') return `${path} changes nothing of what is trained.`
  const place = oneLayer.exec(path)?.[1]
  if (place === undefined || Number(place) < layers) return null
  return `${path} changes nothing: the deepest trial has ${layers} hidden layer${layers === 1 ? '' : 's'}, and ${layers === 0 ? 'there is no such one' : `the last of them is layers[${layers - 1}]`}.`
}

/** What a trial trains: beside its experiment, of a study of trees, what it grows. */
const trialSchema = experimentSchema.extend({ trees: treeSettings.optional() })

export type Composed = { readonly kind: 'ok'; readonly experiment: Experiment; readonly trees?: TreeSettings } | { readonly kind: 'bad'; readonly path: string; readonly message: string }

/**
 * The experiment of a trial: the base with the values of an assignment. Composed settings first, then whole parts before their fields.
 * What does not fit the format of an experiment is answered with the path of the setting it came from. `trees`: of a study of trees, what
 * its trials have in common.
 */
export function composeExperiment(base: Experiment, values: Assignment, trees?: TreeSettings): Composed {
  let document: unknown = trees === undefined ? base : { ...base, trees }
  const paths = Object.keys(values)
  if (paths.some(isComposed)) {
    const wrong = paths.find((path) => isComposed(path) && composedProblem(path, values[path]) !== null)
    if (wrong !== undefined) return { kind: 'bad', path: wrong, message: composedProblem(wrong, values[wrong]) ?? '' }
    document = { ...(document as Experiment), model: { ...base.model, layers: composedLayers(base.model.layers, values) } }
  }
  const plain = paths.filter((path) => !isComposed(path)).sort((a, b) => a.split('.').length - b.split('.').length)
  for (const path of plain) {
    const parts = parsePath(path)
    const changed = parts === null ? null : withValueAt(document, parts, wholePart(path, values[path]))
    if (changed === null) return { kind: 'bad', path, message: 'leads to nothing in the experiment' }
    document = changed
  }
  const parsed = trialSchema.safeParse(document)
  if (parsed.success) {
    // The format leaves out fields that it does not know: a misspelt one would be tried in vain.
    const lost = plain.find((path) => valueAtPath(parsed.data, parsePath(path) ?? []) === undefined)
    if (lost !== undefined) return { kind: 'bad', path: lost, message: 'leads to nothing in the experiment' }
    const { trees: grown, ...experiment } = parsed.data
    if (experiment.recipe.split.testFile === base.recipe.split.testFile) return { kind: 'ok', experiment, ...(grown === undefined ? {} : { trees: grown }) }
    const named = plain.find((path) => 'recipe.split.testFile'.startsWith(path)) ?? ''
    return { kind: 'bad', path: named, message: 'names another file with test rows: all trials have those of the base' }
  }
  const [issue] = parsed.error.issues
  const where = issue?.path.join('.') ?? ''
  const culprit = plain.find((path) => where === dotted(path) || where.startsWith(`${dotted(path)}.`) || dotted(path).startsWith(where)) ?? paths.find(isComposed) ?? paths[0] ?? ''
  return { kind: 'bad', path: culprit, message: `${where}: ${issue?.message ?? 'does not fit'}` }
}

/** Whether two experiments keep the same rows of a table and validate and test on the same of them. Only then can their metrics be ranked; the share that is trained on may differ. */
export function sameRowsAs(a: Experiment, b: Experiment): boolean {
  const rowsOf = ({ recipe: { rows, split } }: Experiment) => JSON.stringify([rows, { ...split, trainingShare: undefined }])
  // Through the format, which puts fields into one order.
  const [one, other] = [experimentSchema.safeParse(a), experimentSchema.safeParse(b)]
  return one.success && other.success && rowsOf(one.data) === rowsOf(other.data)
}

const dotted = (path: string): string => path.replace(/\[(\d+)\]/g, '.$1').replace(/\[[a-z-]+\]/g, '')

/** An optimiser, a schedule or trees may be named by their kind alone. */
function wholePart(path: string, value: unknown): unknown {
  const optimizer = path === 'training.optimizer' ? optimizerKinds.find((kind) => kind === value) : undefined
  if (optimizer !== undefined) return defaultOptimizer(optimizer)
  const grown = path === 'trees' ? treeKinds.find((kind) => kind === value) : undefined
  if (grown !== undefined) return defaultBaseline(grown)
  const schedule = path === 'training.schedule' ? scheduleKinds.find((kind) => kind === value) : undefined
  return schedule === undefined ? value : defaultSchedule(schedule)
}

function composedProblem(path: string, value: unknown): string | null {
  const whole = (low: number, high: number) => (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high ? null : `must be a whole number from ${low} to ${high}`)
  const share = (high: number) => (typeof value === 'number' && value >= 0 && value <= high ? null : `must be a number from 0 to ${high}`)
  const name = oneLayer.exec(path)?.[2] ?? path.slice('layers.'.length)
  switch (name) {
    case 'count':
      return whole(0, 50)
    case 'width':
      return whole(1, 16_384)
    case 'embeddingBins':
      return value === 0 ? null : whole(2, 256)
    case 'dropout':
      return share(0.99)
    case 'l2':
      return share(10)
    case 'batchNormalization':
      return typeof value === 'boolean' ? null : 'must be true or false'
    default:
      // The names of activations are checked with the experiment.
      return typeof value === 'string' ? null : 'must be the name of an activation'
  }
}

type Dense = Extract<PlainLayer, { kind: 'dense' }>

/** Dense layers, each with batch normalisation and dropout behind it where asked for; what is not said is as in the base. */
function composedLayers(base: readonly Layer[], values: Assignment): Layer[] {
  const dense = base.filter((layer): layer is Dense => layer.kind === 'dense')
  const bins = number(values['layers.embeddingBins']) ?? base.find((layer): layer is Extract<PlainLayer, { kind: 'piecewise-linear' }> => layer.kind === 'piecewise-linear')?.bins ?? 0
  const dropout = number(values['layers.dropout']) ?? base.find((layer): layer is Extract<PlainLayer, { kind: 'dropout' }> => layer.kind === 'dropout')?.rate ?? 0
  const normalized = values['layers.batchNormalization'] ?? base.some((layer) => layer.kind === 'batch-normalization')
  const count = number(values['layers.count']) ?? dense.length
  const l2 = number(values['layers.l2'])
  const layers: Layer[] = bins > 0 ? [{ kind: 'piecewise-linear', bins }] : []
  for (let i = 0; i < count; i++) {
    const like: Dense = dense[i] ?? dense[dense.length - 1] ?? { kind: 'dense', units: 64, activation: 'relu' }
    const activation = values[`layers[${i}].activation`] ?? values['layers.activation'] ?? like.activation
    layers.push({
      ...like,
      units: number(values[`layers[${i}].width`]) ?? number(values['layers.width']) ?? like.units,
      // A name that is none is found when the whole experiment is checked.
      activation: activation as Dense['activation'],
      ...(l2 === null ? {} : { l2 }),
    })
    if (normalized === true) layers.push({ kind: 'batch-normalization' })
    if (dropout > 0) layers.push({ kind: 'dropout', rate: dropout })
  }
  return layers
}

const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)
