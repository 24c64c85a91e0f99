import { assertNever } from '../assert-never'
import type { ModelDesign } from '../model/model-design'
import type { OutputActivation } from '../model/activation'
import type { Task } from '../recipe/recipe'
import { defaultOptimizer } from './optimizer'
import { defaultSchedule } from './schedule'
import type { Loss, Monitor, TrainingSettings } from './training-settings'

/** The settings of a sound experiment on an unknown table. `rows`: rows of the table. */
export function defaultTraining(task: Task, _rows: number): TrainingSettings {
  return {
    loss: defaultLoss(task),
    labelSmoothing: 0,
    optimizer: defaultOptimizer('adam'),
    learningRate: 0.001,
    schedule: defaultSchedule('constant'),
    epochs: 100,
    batch: 'auto',
    stopping: { monitor: 'loss', patience: 8, minDelta: 0 },
    classWeights: 'none',
    seed: 42,
    engine: 'auto',
    threads: 'auto',
    keepEvery: 0,
    scoreTest: true,
  }
}

/** A stack by the size of the table: few rows carry few parameters. */
export function defaultModel(rows: number, _features: number, classes: number): ModelDesign {
  const widths = rows < 1000 ? [16] : rows < 10_000 ? [64, 32] : rows < 50_000 ? [128, 128] : [256, 256]
  return {
    layers: widths.map((units) => ({ kind: 'dense', units, activation: 'relu' })),
    output: { activation: classes > 0 ? 'softmax' : 'linear' },
  }
}

export const defaultLoss = (task: Task): Loss =>
  task === 'classification' ? 'sparse-categorical-cross-entropy' : 'mean-squared-error'

/** The losses that can be used for a task. */
export const lossesFor = (task: Task): readonly Loss[] =>
  task === 'classification'
    ? ['sparse-categorical-cross-entropy', 'binary-cross-entropy', 'focal']
    : ['mean-squared-error', 'mean-absolute-error', 'huber']

/**
 * Rows in a batch. 'auto': 256; on small tables the power of two that leaves at least eight steps an epoch, but not under 8.
 * Never more than there are training rows.
 */
export function resolveBatch(batch: TrainingSettings['batch'], trainingRows: number): number {
  const rows = Math.max(1, trainingRows)
  if (batch !== 'auto') return Math.min(batch, rows)
  const eighth = 2 ** Math.floor(Math.log2(Math.max(1, rows / 8)))
  return Math.min(rows, Math.max(8, Math.min(256, eighth)))
}

/** Optimiser steps in an epoch: the last batch may be a partial one. */
export const stepsPerEpoch = (trainingRows: number, batch: number): number => Math.ceil(trainingRows / batch)

/** Whether a smaller or a larger value of a metric is better. */
export function monitorMode(metric: Monitor): 'min' | 'max' {
  switch (metric) {
    case 'loss':
    case 'logLoss':
    case 'mae':
    case 'rmse':
      return 'min'
    case 'accuracy':
    case 'top5':
    case 'macroF1':
    case 'auc':
    case 'balancedAccuracy':
    case 'r2':
      return 'max'
    default:
      return assertNever(metric)
  }
}

/** The metrics that a task has, in the order in which they are shown. `classes`: 0 for regression. */
export function metricsFor(task: Task, classes: number): readonly Monitor[] {
  if (task === 'regression') return ['loss', 'mae', 'rmse', 'r2']
  if (classes === 2) return ['loss', 'accuracy', 'macroF1', 'auc', 'logLoss', 'balancedAccuracy']
  return classes > 5 ? ['loss', 'accuracy', 'top5', 'macroF1', 'logLoss', 'balancedAccuracy'] : ['loss', 'accuracy', 'macroF1', 'logLoss', 'balancedAccuracy']
}

/** A setting that is not possible with the task, the classes or the output. */
export interface TrainingProblem {
  readonly field: string
  readonly message: string
}

/** What stands in the way of training with these settings, in plain words; empty when nothing does. */
export function trainingProblems(
  training: TrainingSettings,
  facts: { readonly task: Task; readonly classes: number; readonly output: OutputActivation },
): readonly TrainingProblem[] {
  const problems: TrainingProblem[] = []
  const { task, classes, output } = facts
  if (!lossesFor(task).includes(training.loss)) {
    problems.push({
      field: 'loss',
      message: `The loss ${training.loss} does not fit ${task}. Choose one of ${lossesFor(task).join(', ')}.`,
    })
  }
  if (task === 'regression' && output !== 'linear') {
    problems.push({ field: 'output', message: `A regression needs a linear output, not ${output}.` })
  }
  if (task === 'classification' && training.loss === 'binary-cross-entropy' && output === 'softmax' && classes === 2) {
    problems.push({
      field: 'output',
      message: 'Binary cross-entropy on two classes has one output unit, and a softmax over one unit is always 1. Choose the sigmoid output.',
    })
  }
  if (!metricsFor(task, classes).includes(training.stopping.monitor)) {
    problems.push({
      field: 'stopping.monitor',
      message: `${training.stopping.monitor} is not measured here. Choose one of ${metricsFor(task, classes).join(', ')}.`,
    })
  }
  if (training.labelSmoothing > 0 && task === 'regression') {
    problems.push({ field: 'labelSmoothing', message: 'Label smoothing needs classes. Set it to 0.' })
  }
  if (training.classWeights !== 'none' && task === 'regression') {
    problems.push({ field: 'classWeights', message: 'Class weights need classes. Set them to none.' })
  }
  return problems
}
