import type { RunStatus } from '@shared/run/run-state'
import type { StudyStatus } from '@shared/study/study'
import type { ColumnType } from '@shared/dataset/column'
import type { Activation, OutputActivation } from '@shared/model/activation'
import type { Layer } from '@shared/model/layer'
import type { Optimizer } from '@shared/training/optimizer'
import type { Schedule } from '@shared/training/schedule'
import type { Loss } from '@shared/training/training-settings'

/** The words of the surface for the names of the schemas. */
export const statusWords: Readonly<Record<RunStatus, string>> = {
  queued: 'Queued',
  preparing: 'Preparing',
  training: 'Training',
  evaluating: 'Evaluating',
  completed: 'Completed',
  paused: 'Paused',
  stopping: 'Stopping',
  stopped: 'Stopped',
  failed: 'Failed',
  interrupted: 'Interrupted',
}

export const studyStatusWords: Readonly<Record<StudyStatus, string>> = {
  ready: 'Not begun',
  running: 'Running',
  paused: 'Paused',
  completed: 'Completed',
  failed: 'Failed',
  interrupted: 'Interrupted',
}

export const columnTypeWords: Readonly<Record<ColumnType, string>> = {
  number: 'Number',
  category: 'Category',
  boolean: 'Yes or no',
  date: 'Date',
  text: 'Text',
  id: 'Identifier',
}

export const layerWords: Readonly<Record<Layer['kind'], string>> = {
  dense: 'Dense',
  dropout: 'Dropout',
  'batch-normalization': 'Batch normalisation',
  'layer-normalization': 'Layer normalisation',
  'gaussian-noise': 'Gaussian noise',
  'piecewise-linear': 'Piecewise-linear embedding',
  residual: 'Residual block',
}

/** What a layer does, and when to add it. */
export const layerHints: Readonly<Record<Layer['kind'], string>> = {
  dense: 'Mixes all numbers it gets into new ones. More units learn more, and overfit sooner.',
  dropout: 'Leaves out this share of the numbers while it trains. 0.1 to 0.5 where training runs ahead of validation.',
  'batch-normalization': 'Brings each number to a common scale over the rows of a step. Helps deep stacks; wants batches of 32 or more.',
  'layer-normalization': 'Brings the numbers of each row to a common scale. As batch normalisation, whatever the batch.',
  'gaussian-noise': 'Adds noise while it trains. A little, 0.05 to 0.2, where few rows are learned by heart.',
  'piecewise-linear': 'Spreads each number over bins of equal counts. The strongest step on tables of numbers; goes first.',
  residual: 'Adds what its layers find to what came in. For stacks of more than about three layers.',
}

export const activationWords: Readonly<Record<Activation | OutputActivation, string>> = {
  linear: 'Linear',
  relu: 'ReLU',
  'leaky-relu': 'Leaky ReLU',
  elu: 'ELU',
  selu: 'SELU',
  gelu: 'GELU',
  swish: 'Swish',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  softplus: 'Softplus',
  softmax: 'Softmax',
}

export const optimizerWords: Readonly<Record<Optimizer['kind'], string>> = {
  sgd: 'SGD',
  momentum: 'SGD with momentum',
  rmsprop: 'RMSprop',
  adam: 'Adam',
  nadam: 'Nadam',
  lion: 'Lion',
  adamw: 'AdamW',
}

export const scheduleWords: Readonly<Record<Schedule['kind'], string>> = {
  constant: 'Constant',
  step: 'Steps',
  exponential: 'Exponential decay',
  cosine: 'Cosine',
  plateau: 'Reduce on plateau',
  onecycle: 'One cycle',
}

export const lossWords: Readonly<Record<Loss, string>> = {
  'sparse-categorical-cross-entropy': 'Cross-entropy',
  'binary-cross-entropy': 'Binary cross-entropy',
  focal: 'Focal loss',
  'mean-squared-error': 'Mean squared error',
  'mean-absolute-error': 'Mean absolute error',
  huber: 'Huber loss',
}
