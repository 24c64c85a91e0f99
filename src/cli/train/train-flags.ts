import { activations, outputActivations } from '@shared/model/activation'
import { scalings, splitMethods } from '@shared/recipe/recipe'
import { optimizerKinds } from '@shared/training/optimizer'
import { scheduleKinds } from '@shared/training/schedule'
import { engineModes, losses, monitors } from '@shared/training/training-settings'
import type { FlagSpec } from '../flags'

export const splitFlags: readonly FlagSpec[] = [
  { name: 'split', kind: 'choice', choices: splitMethods, help: 'how rows are split (default: stratified; random for regression)' },
  { name: 'group', kind: 'text', value: 'COL', help: 'rows that share a value here stay in one part (with --split group)' },
  { name: 'split-column', kind: 'text', value: 'COL', help: 'the column that says train, validation or test (with --split column)' },
  { name: 'validation', kind: 'number', min: 0, max: 0.9, value: 'SHARE', help: 'share of the rows for validation (default: 0.1)' },
  { name: 'test', kind: 'number', min: 0, max: 0.9, value: 'SHARE', help: 'share of the rows for the test (default: 0.2)' },
  { name: 'split-seed', kind: 'integer', min: 0, max: 0xffffffff, help: 'seed of the split (default: 42)' },
  { name: 'test-file', kind: 'text', value: 'FILE', help: 'a file of its own with the test rows' },
]

/** What decides what is learned from what; an experiment file already says it. */
export const tableFlags: readonly FlagSpec[] = [
  { name: 'target', kind: 'text', value: 'COL', help: 'the column to predict (required without --config)' },
  { name: 'task', kind: 'choice', choices: ['classification', 'regression'], help: 'guessed from the target otherwise' },
  { name: 'ignore', kind: 'list', help: 'columns to leave out, beside those left out by guess' },
  { name: 'features', kind: 'list', help: 'learn from exactly these columns' },
]

export const designFlags: readonly FlagSpec[] = [
  { name: 'layers', kind: 'integers', min: 1, max: 16_384, help: 'units of the dense layers (default: by table size); --layers "" for none' },
  { name: 'start-from', kind: 'text', value: 'FILE', help: 'layers, output and first weights of this Keras or tfjs model, which is brought into the workspace' },
  { name: 'activation', kind: 'choice', choices: activations, help: 'of the dense layers (default: relu)' },
  { name: 'output', kind: 'choice', choices: outputActivations, help: 'activation of the output layer' },
  { name: 'dropout', kind: 'number', min: 0, max: 0.99, value: 'RATE', help: 'dropout after each dense layer' },
  { name: 'batch-norm', kind: 'switch', help: 'batch normalisation after each dense layer' },
  { name: 'l2', kind: 'number', min: 0, help: 'L2 penalty on the dense weights' },
]

/** Something else than a network, to hold one against. */
export const baselineFlags: readonly FlagSpec[] = [
  { name: 'kind', kind: 'choice', choices: ['network', 'logistic', 'majority', 'trees', 'forest'], help: 'what is trained (default: network); logistic: a network without hidden layers; trees: gradient-boosted, by LightGBM' },
  { name: 'rounds', kind: 'integer', min: 1, max: 10_000, help: 'of trees and forest: trees a class (default: 200 and 100)' },
  { name: 'leaves', kind: 'integer', min: 2, max: 4096, help: 'of trees and forest: leaves a tree at most (default: 31 and 255)' },
]

export const trainingFlags: readonly FlagSpec[] = [
  { name: 'loss', kind: 'choice', choices: losses, help: 'what is minimised' },
  { name: 'optimizer', kind: 'choice', choices: optimizerKinds, help: 'default: adam' },
  { name: 'lr', kind: 'number', min: 1e-12, max: 100, help: 'learning rate (default: 0.001)' },
  { name: 'momentum', kind: 'number', min: 0, max: 0.999999, help: 'of --optimizer momentum or rmsprop' },
  { name: 'weight-decay', kind: 'number', min: 0, help: 'of --optimizer adamw or lion' },
  { name: 'clip-norm', kind: 'number', min: 1e-12, help: 'largest norm of all gradients together' },
  { name: 'ema', kind: 'number', min: 0, max: 0.99999, help: 'decay of a moving average of the weights' },
  { name: 'label-smoothing', kind: 'number', min: 0, max: 0.9, help: 'share of each label spread over all classes' },
  { name: 'schedule', kind: 'choice', choices: scheduleKinds, help: 'how the learning rate changes (default: constant)' },
  { name: 'epochs', kind: 'integer', min: 1, max: 1_000_000, help: 'at most so many (default: 100)' },
  { name: 'batch', kind: 'integer', min: 1, max: 10_000_000, help: 'rows a step (default: 256, less on small tables)' },
  { name: 'patience', kind: 'integer', min: 0, help: 'epochs without improvement before training stops; 0: never (default: 8)' },
  { name: 'monitor', kind: 'choice', choices: monitors, help: 'the metric that is watched (default: loss)' },
  { name: 'min-delta', kind: 'number', min: 0, help: 'a smaller improvement counts as none' },
  { name: 'class-weights', kind: 'choice', choices: ['none', 'balanced'], help: 'weight classes by their rarity' },
  { name: 'weight-column', kind: 'text', value: 'COL', help: 'weights of the rows' },
  { name: 'missing', kind: 'choice', choices: ['drop', 'median', 'mean', 'mode', 'constant'], help: 'what becomes of missing values' },
  { name: 'scale', kind: 'choice', choices: scalings, help: 'scaling of numbers (default: standard)' },
  { name: 'seed', kind: 'integer', min: 0, max: 2 ** 30 - 1, help: 'of weights, row order and dropout; never of the split (default: 42)' },
  { name: 'engine', kind: 'choice', choices: ['auto', ...engineModes], help: 'how TensorFlow runs (default: auto)' },
  { name: 'threads', kind: 'integer', min: 1, max: 1024, help: 'threads of TensorFlow (default: by cores)' },
  { name: 'keep-every', kind: 'integer', min: 0, help: 'keep the weights of every N-th epoch' },
  { name: 'no-test', kind: 'switch', help: 'leave the test rows unscored' },
]
