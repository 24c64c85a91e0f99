import { activations, outputActivations } from '@shared/model/activation'
import type { TreeSettings } from '@shared/baseline/baseline-settings'
import type { Experiment } from '@shared/experiment/experiment'
import type { Parameter } from '@shared/study/space'
import { optimizerKinds } from '@shared/training/optimizer'
import { lossesFor } from '@shared/training/resolve'
import { scheduleKinds } from '@shared/training/schedule'
import { decimal, none } from '../../format/number'
import { activationWords, lossWords, optimizerWords, scheduleWords } from '../../format/words'

/** A setting that a study can vary, as the form offers it. */
export interface StudySetting {
  readonly path: string
  readonly label: string
  /** What it does, in a line. */
  readonly about: string
  /** Names to choose among; numbers and yes or no otherwise. */
  readonly values: readonly string[] | 'number' | 'whole' | 'boolean'
  /** What it begins with when it is added. */
  readonly first: (base: Experiment) => Parameter
}

const choice = (path: string, values: readonly unknown[]): Parameter => ({ kind: 'choice', path, values: [...values] })
const range = (kind: 'int' | 'float', path: string, low: number, high: number, more: { readonly log?: true; readonly steps?: number } = {}): Parameter => ({ kind, path, low, high, ...more })

const scaleMethods = ['standard', 'minmax', 'robust', 'log1p', 'quantile'] as const

/** The settings that the form knows by name, in the order in which they are offered. Every other path of the experiment can be typed. */
export const studySettings: readonly StudySetting[] = [
  { path: 'layers.count', label: 'Number of layers', about: 'Dense layers between inputs and output. More can bend the boundary further, and overfit sooner.', values: 'whole', first: () => choice('layers.count', [1, 2, 3]) },
  { path: 'layers.width', label: 'Units in each layer', about: 'Numbers that each hidden layer works out. Wider fits more and costs with its square.', values: 'whole', first: () => choice('layers.width', [64, 128, 256]) },
  { path: 'layers.activation', label: 'Activation', about: 'What bends the output of a hidden layer. ReLU is a sound start.', values: activations, first: () => choice('layers.activation', ['relu', 'tanh', 'sigmoid']) },
  { path: 'layers.dropout', label: 'Dropout', about: 'Share of numbers left out at random behind each layer while training, against overfitting.', values: 'number', first: () => choice('layers.dropout', [0, 0.2, 0.5]) },
  { path: 'layers.batchNormalization', label: 'Batch normalisation', about: 'Keeps the numbers behind each layer at one scale; often quicker to learn.', values: 'boolean', first: () => choice('layers.batchNormalization', [false, true]) },
  { path: 'layers.l2', label: 'L2 penalty', about: 'Pulls the weights of each layer to zero, against overfitting.', values: 'number', first: () => range('float', 'layers.l2', 1e-6, 1e-2, { log: true, steps: 5 }) },
  { path: 'layers.embeddingBins', label: 'Bins of the embedding', about: 'Pieces that each number is cut into before the first layer; 0: none. Helps where a number matters in steps.', values: 'whole', first: () => choice('layers.embeddingBins', [0, 16, 32]) },
  { path: 'model.output.activation', label: 'Output', about: 'What turns the last layer into predictions.', values: outputActivations, first: () => choice('model.output.activation', outputActivations) },
  { path: 'training.optimizer', label: 'Optimiser', about: 'How steps follow from gradients.', values: optimizerKinds, first: () => choice('training.optimizer', ['adam', 'adamw', 'momentum']) },
  { path: 'training.learningRate', label: 'Learning rate', about: 'How far each step goes: the setting that matters most, mostly.', values: 'number', first: () => range('float', 'training.learningRate', 1e-4, 1e-2, { log: true, steps: 5 }) },
  { path: 'training.optimizer.weightDecay', label: 'Weight decay', about: 'Shrinks all weights a little at every step. For AdamW and Lion.', values: 'number', first: () => range('float', 'training.optimizer.weightDecay', 1e-4, 1e-1, { log: true, steps: 4 }) },
  { path: 'training.schedule', label: 'Schedule of the learning rate', about: 'How the learning rate changes over the epochs.', values: scheduleKinds, first: () => choice('training.schedule', ['constant', 'cosine']) },
  { path: 'training.batch', label: 'Batch size', about: 'Rows a step. Larger is quicker an epoch, smaller often learns in fewer.', values: 'whole', first: () => choice('training.batch', [64, 256]) },
  { path: 'training.loss', label: 'Loss', about: 'What training makes small.', values: Object.keys(lossWords), first: (base) => choice('training.loss', lossesFor(base.recipe.task)) },
  { path: 'training.labelSmoothing', label: 'Label smoothing', about: 'Share of certainty that is taken from the true class, where labels are doubtful.', values: 'number', first: () => choice('training.labelSmoothing', [0, 0.1]) },
  { path: 'training.seed', label: 'Seed', about: 'Of initial weights, row order and dropout: how much is luck.', values: 'whole', first: () => choice('training.seed', [1, 2, 3]) },
  { path: 'recipe.steps[scale].method', label: 'Scaling of numbers', about: 'How numbers are brought to one scale before training.', values: scaleMethods, first: () => choice('recipe.steps[scale].method', ['standard', 'quantile']) },
]

/** The settings of trees: of both kinds, then those that only boosted trees have. */
export const treeStudySettings: readonly StudySetting[] = [
  { path: 'trees.rounds', label: 'Rounds', about: 'How many trees a class, at most. More fit more, and cost in step.', values: 'whole', first: () => choice('trees.rounds', [50, 100, 200]) },
  { path: 'trees.leaves', label: 'Leaves', about: 'Of one tree, at most: how many cases it tells apart.', values: 'whole', first: () => choice('trees.leaves', [15, 31, 63]) },
  { path: 'trees.leafRows', label: 'Rows in a leaf', about: 'At least. More keep a leaf from learning a few rows by heart.', values: 'whole', first: () => choice('trees.leafRows', [5, 20, 50]) },
  { path: 'trees.columns', label: 'Share of the columns', about: 'That a tree may use: fewer make the trees differ more.', values: 'number', first: () => choice('trees.columns', [0.5, 0.8]) },
  { path: 'trees.rows', label: 'Share of the rows', about: 'That a tree is grown on.', values: 'number', first: () => choice('trees.rows', [0.5, 0.8]) },
  { path: 'trees.learningRate', label: 'Learning rate of trees', about: 'How much each round adds. Smaller needs more rounds and often generalises better.', values: 'number', first: () => range('float', 'trees.learningRate', 0.02, 0.3, { log: true, steps: 4 }) },
  { path: 'trees.leafWeight', label: 'Weight in a leaf', about: 'At least: keeps rare classes from taking huge steps on a few rows.', values: 'number', first: () => choice('trees.leafWeight', [0.1, 1, 3]) },
  { path: 'trees.l2', label: 'L2 penalty of leaves', about: 'Pulls what a leaf puts out to zero, against overfitting.', values: 'number', first: () => choice('trees.l2', [0, 1, 10]) },
]

/** Those that trials of these trees can differ in; of networks where there are none. */
export function settingsFor(trees: TreeSettings | undefined): readonly StudySetting[] {
  if (trees === undefined) return studySettings
  return [...treeStudySettings.filter(({ path }) => path.slice('trees.'.length) in trees), ...studySettings.filter(({ path }) => path === 'training.seed')]
}

const byPath = new Map([...studySettings, ...treeStudySettings].map((one) => [one.path, one]))

export const settingOf = (path: string): StudySetting | null => byPath.get(path) ?? null

/** A path in words; one that the form does not know stands as it is written. */
export function settingLabel(path: string): string {
  const layer = /^layers\[(\d+)\]\.(width|activation)$/.exec(path)
  if (layer !== null) return `${layer[2] === 'width' ? 'Units' : 'Activation'} of layer ${Number(layer[1]) + 1}`
  return byPath.get(path)?.label ?? path
}

const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'layers.activation': activationWords,
  'model.output.activation': activationWords,
  'training.optimizer': optimizerWords,
  'training.schedule': scheduleWords,
  'training.loss': lossWords,
}

/** A value of a setting in words. */
export function settingValue(path: string, value: unknown): string {
  if (value === undefined || value === null) return none
  if (typeof value === 'number') return decimal(value, 3)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const group = words[/^layers\[\d+\]\.activation$/.test(path) ? 'layers.activation' : path]
  if (typeof value === 'string') return group?.[value] ?? value
  const kind = typeof value === 'object' && 'kind' in value && typeof value.kind === 'string' ? value.kind : null
  return kind !== null && group?.[kind] !== undefined ? group[kind] : JSON.stringify(value)
}

/** What a list of values means, typed with commas: numbers as they are, anything else as JSON where it is some. Null: one of them is no value of this setting. */
export function parseValues(text: string, values: StudySetting['values'] | null): readonly unknown[] | null {
  const pieces = splitValues(text)
  const read = pieces.map((piece): unknown => {
    if (piece !== '' && Number.isFinite(Number(piece))) return Number(piece)
    try {
      return JSON.parse(piece) as unknown
    } catch {
      return piece
    }
  })
  const numbers = values === 'number' || values === 'whole'
  return numbers && read.some((value) => typeof value !== 'number' || (values === 'whole' && !Number.isInteger(value))) ? null : read
}

/** At commas that stand outside of brackets and quotes; empty pieces fall away. */
function splitValues(text: string): readonly string[] {
  const pieces: string[] = []
  let [piece, depth, quoted] = ['', 0, false]
  for (const letter of text) {
    if (letter === '"') quoted = !quoted
    if (!quoted && (letter === '{' || letter === '[')) depth++
    if (!quoted && (letter === '}' || letter === ']')) depth--
    if (letter === ',' && depth === 0 && !quoted) {
      pieces.push(piece.trim())
      piece = ''
    } else piece += letter
  }
  return [...pieces, piece.trim()].filter((one) => one !== '')
}

export const printValues = (values: readonly unknown[]): string => values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(', ')
