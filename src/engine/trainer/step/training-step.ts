import type { TrainingSettings } from '@shared/training/training-settings'
import type { BuiltModel, KernelRule } from '../model/build-model'
import { inTraining } from '../model/training-behaviour'
import type { StepSurroundings } from '../model/training-behaviour'
import { tf } from '../tensorflow'
import type { Tensor, Tensor1D, Tensor2D, Variable } from '../tensorflow'
import { rowLoss } from './losses'
import type { LossSettings, Outputs } from './losses'
import { optimizerRule } from './optimizers'
import { rowReport } from './row-report'

/** One batch, as the step takes it. `scalars`: those of TrainingStep.scalars, as tensors of no dimension. */
export interface StepInput extends StepSurroundings {
  readonly features: Tensor2D
  readonly labels: Tensor1D
  /** Weight of each row in the loss; 0 for rows that only fill up the batch. null: all 1. */
  readonly weights: Tensor1D | null
  readonly scalars: readonly Tensor[]
}

export interface StepSettings extends Omit<LossSettings, 'training'> {
  readonly training: TrainingSettings
}

/**
 * One optimiser step, written once: the eager program runs it, the recorded ones trace it. It changes `state`, all of which are
 * variables: the model's weights, the optimiser's slots, and the moving average of the trainable weights where there is one.
 */
export interface TrainingStep {
  readonly state: StepState
  readonly scalarCount: number
  /** What depends on the number of a step (0-based) and its learning rate, computed in JavaScript and fed to the step. */
  scalars(learningRate: number, step: number): readonly number[]
  /** Runs the step and answers the report of its rows, which is the caller's to dispose of. To be called inside a tidy. */
  run(input: StepInput): Tensor2D
  /** Report and output values of rows that are only scored. Inside a tidy. */
  score(features: Tensor2D, labels: Tensor1D): { readonly report: Tensor2D; readonly values: Tensor2D }
  dispose(): void
}

export interface StepState {
  readonly weights: readonly Variable[]
  /** Those of the weights that the optimiser changes. */
  readonly trainable: readonly Variable[]
  /** Slots of the first trainable weight, then of the second, and so on. */
  readonly slots: readonly Variable[]
  /** One for each trainable weight, or none. */
  readonly averages: readonly Variable[]
}

export function trainingStep(built: BuiltModel, settings: StepSettings): TrainingStep {
  const optimizer = optimizerRule(settings.training.optimizer)
  const { clipNorm, ema } = settings.training
  const lossOf = rowLoss(settings)
  const slots = built.trainable.flatMap((weight) =>
    Array.from({ length: optimizer.slots }, () => tf.tidy(() => tf.variable(tf.zeros(weight.shape), false))),
  )
  const averages = ema === undefined ? [] : built.trainable.map(copied)
  // Kernels with a norm limit start within it.
  tf.tidy(() => built.kernelRules.forEach(limitNorm))

  const forward = (features: Tensor2D, training: boolean): Outputs => {
    const logits = built.logits.apply(features, { training }) as Tensor2D
    return { logits, values: activated(settings, logits) }
  }

  return {
    state: { weights: built.weights, trainable: built.trainable, slots, averages },
    scalarCount: optimizer.scalarCount + (ema === undefined ? 0 : 1),
    // The average starts with the weights after the first step, as Keras's does.
    scalars: (rate, number) => [...optimizer.scalars(rate, number), ...(ema === undefined ? [] : [number === 0 ? 0 : ema])],
    run(input) {
      let report: Tensor2D | null = null
      const { grads } = tf.variableGrads(() => {
        const outputs = inTraining(input, () => forward(input.features, true))
        const losses = lossOf(input.labels, outputs)
        // Kept, as the end of variableGrads disposes of all that was made within.
        report = tf.keep(rowReport(settings, input.labels, outputs, losses))
        const sum: Tensor = tf.sum(input.weights === null ? losses : tf.mul(losses, input.weights))
        return built.kernelRules.reduce((total, rule) => withPenalty(total, rule), tf.mul(sum, input.inverseRows)).asScalar()
      }, [...built.trainable])
      if (report === null) throw new Error('The step made no report.')
      const gradients = clipped(built.trainable.map((weight) => gradientOf(grads, weight)), clipNorm)
      built.trainable.forEach((weight, index) => {
        const own = slots.slice(index * optimizer.slots, (index + 1) * optimizer.slots)
        optimizer.apply(weight, gradients[index] ?? tf.zerosLike(weight), own, input.scalars)
      })
      built.kernelRules.forEach(limitNorm)
      const share = input.scalars[optimizer.scalarCount]
      averages.forEach((average, index) => {
        const weight = built.trainable[index]
        if (weight !== undefined && share !== undefined) average.assign(tf.add(weight, tf.mul(tf.sub(average, weight), share)))
      })
      return report
    },
    score(features, labels) {
      const outputs = forward(features, false)
      return { report: rowReport(settings, labels, outputs, lossOf(labels, outputs)), values: outputs.values }
    },
    dispose() {
      for (const variable of [...slots, ...averages]) variable.dispose()
    },
  }
}

/** A variable with data of its own: a clone would share them, and the recorder tells variables apart by their data. */
function copied(variable: Variable): Variable {
  return tf.tidy(() => tf.variable(tf.tensor(variable.dataSync().slice(), variable.shape), false))
}

function activated({ output }: StepSettings, logits: Tensor2D): Tensor2D {
  switch (output) {
    case 'softmax':
      return tf.softmax(logits)
    case 'sigmoid':
      return tf.sigmoid(logits)
    case 'linear':
      return logits
  }
}

function gradientOf(grads: Readonly<Record<string, Tensor>>, weight: Variable): Tensor {
  return grads[weight.name] ?? tf.zerosLike(weight)
}

function withPenalty(total: Tensor, { kernel, l1, l2 }: KernelRule): Tensor {
  const absolute = l1 > 0 ? tf.add(total, tf.mul(tf.sum(tf.abs(kernel)), l1)) : total
  return l2 > 0 ? tf.add(absolute, tf.mul(tf.sum(tf.square(kernel)), l2)) : absolute
}

/** Scales all gradients by one factor, so that their common Euclidean norm is at most `limit` (Pascanu et al. 2013). */
function clipped(gradients: readonly Tensor[], limit: number | undefined): readonly Tensor[] {
  if (limit === undefined || gradients.length === 0) return gradients
  const norm = tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient)))))
  const factor = tf.div(limit, tf.maximum(norm, limit))
  return gradients.map((gradient) => tf.mul(gradient, factor))
}

/** Shortens the weights into each unit to the kernel's largest norm (Srebro & Shraibman 2005; as Keras's MaxNorm on axis 0). */
function limitNorm({ kernel, maxNorm }: KernelRule): void {
  if (maxNorm === null) return
  const norms = tf.sqrt(tf.sum(tf.square(kernel), 0, true))
  kernel.assign(tf.mul(kernel, tf.div(tf.clipByValue(norms, 0, maxNorm), tf.add(norms, 1e-7))))
}
