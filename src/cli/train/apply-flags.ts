import { resolve } from 'node:path'
import type { Experiment } from '@shared/experiment/experiment'
import { activations, outputActivations } from '@shared/model/activation'
import type { Layer } from '@shared/model/layer'
import type { ModelDesign } from '@shared/model/model-design'
import { scalings, splitMethods } from '@shared/recipe/recipe'
import type { ColumnStep, Recipe, Split } from '@shared/recipe/recipe'
import { defaultOptimizer, optimizerKinds } from '@shared/training/optimizer'
import type { Optimizer } from '@shared/training/optimizer'
import { defaultSchedule, scheduleKinds } from '@shared/training/schedule'
import { engineModes, losses, monitors } from '@shared/training/training-settings'
import type { TrainingSettings } from '@shared/training/training-settings'
import type { Flags } from '../flags'
import { UsageError } from '../usage-error'

/** An experiment with what the flags change in it; what they do not name stays. Throws UsageError where flags contradict each other. */
export function applyFlags(experiment: Experiment, flags: Flags): Experiment {
  return {
    ...experiment,
    name: flags.text('name') ?? experiment.name,
    recipe: applyToRecipe(experiment.recipe, flags),
    model: applyToModel(experiment.model, flags),
    training: applyToTraining(experiment.training, flags),
  }
}

function applyToRecipe(recipe: Recipe, flags: Flags): Recipe {
  const weight = flags.text('weight-column')
  const weighted = weight === undefined ? recipe.columns : { ...recipe.columns, weight, features: recipe.columns.features.filter((name) => name !== weight) }
  const dropped = flags.text('missing') === 'drop'
  const rows = dropped && !recipe.rows.some((step) => step.kind === 'drop-missing') ? [...recipe.rows, { kind: 'drop-missing' as const, columns: 'all' as const }] : recipe.rows
  return { ...recipe, columns: weighted, rows, steps: recipe.steps.map((step) => applyToStep(step, flags)), split: applyToSplit(recipe.split, flags) }
}

function applyToStep(step: ColumnStep, flags: Flags): ColumnStep {
  const missing = flags.choice('missing', ['median', 'mean', 'mode', 'constant'] as const)
  const scale = flags.choice('scale', scalings)
  if (step.kind === 'scale' && scale !== undefined) return { ...step, method: scale }
  if (step.kind === 'impute-category' && missing === 'mode') return { ...step, method: 'mode' }
  if (step.kind === 'impute-number' && missing !== undefined) {
    return missing === 'constant' ? { ...step, method: missing, value: step.value ?? 0 } : { ...step, method: missing }
  }
  return step
}

/** A split with what the flags change in it. Throws UsageError where flags contradict each other. */
export function applyToSplit(split: Split, flags: Flags): Split {
  const group = flags.text('group')
  const column = flags.text('split-column')
  const testFile = flags.text('test-file')
  const method = flags.choice('split', splitMethods) ?? (group !== undefined ? 'group' : column !== undefined ? 'column' : split.method)
  if (method === 'group' && (group ?? split.group) === undefined) throw new UsageError('--split group: say with --group COL which rows belong together.')
  if (method === 'column' && (column ?? split.column) === undefined) throw new UsageError('--split column: say with --split-column COL which column names the part.')
  const validation = flags.number('validation') ?? split.validation
  const test = flags.number('test') ?? split.test
  if (validation + test >= 1) throw new UsageError(`--validation ${validation} and --test ${test} leave no rows to train on. Together they must stay under 1.`)
  return {
    ...split,
    method,
    validation,
    test,
    seed: flags.number('split-seed') ?? split.seed,
    ...(group === undefined ? {} : { group }),
    ...(column === undefined ? {} : { column }),
    ...(testFile === undefined ? {} : { testFile: resolve(testFile) }),
  }
}

function applyToModel(model: ModelDesign, flags: Flags): ModelDesign {
  const output = { activation: flags.choice('output', outputActivations) ?? model.output.activation }
  const shaping = ['layers', 'activation', 'dropout', 'batch-norm', 'l2'].some((name) => flags.has(name))
  if (!shaping) return { ...model, output }
  const units = flags.integers('layers')
  const dense = model.layers.filter((layer) => layer.kind === 'dense')
  const l2 = flags.number('l2')
  const base =
    units === undefined
      ? dense
      : units.map((width) => ({ kind: 'dense' as const, units: width, activation: dense[0]?.activation ?? ('relu' as const) }))
  const layers = base.flatMap((layer): Layer[] => {
    const activation = flags.choice('activation', activations) ?? layer.activation
    const rate = flags.number('dropout')
    return [
      { ...layer, activation, ...(l2 === undefined ? {} : { l2 }) },
      ...(flags.has('batch-norm') ? [{ kind: 'batch-normalization' as const }] : []),
      ...(rate === undefined || rate === 0 ? [] : [{ kind: 'dropout' as const, rate }]),
    ]
  })
  return { ...model, layers, output }
}

function applyToTraining(training: TrainingSettings, flags: Flags): TrainingSettings {
  const optimizer = applyToOptimizer(training.optimizer, flags)
  const schedule = flags.choice('schedule', scheduleKinds)
  const clipNorm = flags.number('clip-norm')
  const ema = flags.number('ema')
  const { stopping } = training
  return {
    ...training,
    loss: flags.choice('loss', losses) ?? training.loss,
    labelSmoothing: flags.number('label-smoothing') ?? training.labelSmoothing,
    optimizer,
    learningRate: flags.number('lr') ?? training.learningRate,
    schedule: schedule === undefined ? training.schedule : defaultSchedule(schedule),
    ...(clipNorm === undefined ? {} : { clipNorm }),
    ...(ema === undefined ? {} : { ema }),
    epochs: flags.number('epochs') ?? training.epochs,
    batch: flags.number('batch') ?? training.batch,
    stopping: {
      monitor: flags.choice('monitor', monitors) ?? stopping.monitor,
      patience: flags.number('patience') ?? stopping.patience,
      minDelta: flags.number('min-delta') ?? stopping.minDelta,
    },
    classWeights: flags.choice('class-weights', ['none', 'balanced'] as const) ?? training.classWeights,
    seed: flags.number('seed') ?? training.seed,
    engine: flags.choice('engine', ['auto', ...engineModes] as const) ?? training.engine,
    threads: flags.number('threads') ?? training.threads,
    keepEvery: flags.number('keep-every') ?? training.keepEvery,
    scoreTest: flags.has('no-test') ? false : training.scoreTest,
  }
}

function applyToOptimizer(before: Optimizer, flags: Flags): Optimizer {
  const kind = flags.choice('optimizer', optimizerKinds)
  const optimizer = kind === undefined || kind === before.kind ? before : defaultOptimizer(kind)
  const momentum = flags.number('momentum')
  const weightDecay = flags.number('weight-decay')
  if (weightDecay !== undefined) {
    if (optimizer.kind === 'adamw' || optimizer.kind === 'lion') return { ...optimizer, weightDecay }
    throw new UsageError(`--weight-decay belongs to --optimizer adamw or lion, not ${optimizer.kind}.`)
  }
  if (momentum === undefined) return optimizer
  switch (optimizer.kind) {
    case 'sgd':
      return { kind: 'momentum', momentum, nesterov: false }
    case 'momentum':
    case 'rmsprop':
      return { ...optimizer, momentum }
    case 'adam':
    case 'adamw':
    case 'nadam':
    case 'lion':
      throw new UsageError(`--momentum belongs to --optimizer momentum, sgd or rmsprop, not ${optimizer.kind}.`)
  }
}
