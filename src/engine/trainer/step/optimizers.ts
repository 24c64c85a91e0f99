import { assertNever } from '@shared/assert-never'
import type { Optimizer } from '@shared/training/optimizer'
import { tf } from '../tensorflow'
import type { Tensor, Variable } from '../tensorflow'

/**
 * An optimiser as plain tensor arithmetic: run eagerly it is the reference, recorded it becomes part of the compiled step.
 * What depends on the step's number (learning rate, bias corrections) is computed in JavaScript and fed as a few scalars a step.
 */
export interface OptimizerRule {
  /** State tensors of a weight's shape, all 0 at first. */
  readonly slots: number
  /** The scalars of optimiser step `step` (0-based) at a learning rate. */
  scalars(learningRate: number, step: number): readonly number[]
  readonly scalarCount: number
  /** Changes the weight and its slots. `scalars`: as above, as tensors of no dimension. */
  apply(weight: Variable, gradient: Tensor, slots: readonly Variable[], scalars: readonly Tensor[]): void
}

/** The rules of Keras 3's optimisers of the same names (keras/src/optimizers), in their order of operations. */
export function optimizerRule(optimizer: Optimizer): OptimizerRule {
  switch (optimizer.kind) {
    case 'sgd':
      return {
        slots: 0,
        scalarCount: 1,
        scalars: (rate) => [rate],
        apply: (weight, gradient, _slots, scalars) => weight.assign(tf.sub(weight, tf.mul(gradient, at(scalars, 0)))),
      }
    case 'momentum':
      return momentum(optimizer.momentum, optimizer.nesterov)
    case 'rmsprop':
      return rmsprop(optimizer)
    case 'adam':
      return adam(optimizer, 0)
    case 'adamw':
      return adam(optimizer, optimizer.weightDecay)
    case 'nadam':
      return nadam(optimizer)
    case 'lion':
      return lion(optimizer)
    default:
      return assertNever(optimizer)
  }
}

/** 0.96^t, the warm-up of Nadam's beta, changes nothing in double precision after so many steps. */
const settledSteps = 1000

/** m = momentum·m - rate·g; w += m, or with Nesterov's look-ahead w += momentum·m - rate·g. */
function momentum(share: number, nesterov: boolean): OptimizerRule {
  return {
    slots: 1,
    scalarCount: 1,
    scalars: (rate) => [rate],
    apply: (weight, gradient, slots, scalars) => {
      const velocity = at(slots, 0)
      const pull = tf.mul(gradient, at(scalars, 0))
      const next = tf.sub(tf.mul(velocity, share), pull)
      velocity.assign(next)
      weight.assign(tf.add(weight, nesterov ? tf.sub(tf.mul(next, share), pull) : next))
    },
  }
}

/** v = decay·v + (1 - decay)·g²; step = rate·g / sqrt(v + epsilon), with a momentum of its own where set (Tieleman & Hinton 2012). */
function rmsprop({ decay, momentum: share, epsilon }: Extract<Optimizer, { kind: 'rmsprop' }>): OptimizerRule {
  return {
    slots: share > 0 ? 2 : 1,
    scalarCount: 1,
    scalars: (rate) => [rate],
    apply: (weight, gradient, slots, scalars) => {
      const velocity = at(slots, 0)
      const nextVelocity = tf.add(tf.mul(velocity, decay), tf.mul(tf.square(gradient), 1 - decay))
      velocity.assign(nextVelocity)
      const pull = tf.div(tf.mul(gradient, at(scalars, 0)), tf.sqrt(tf.add(nextVelocity, epsilon)))
      if (share === 0) {
        weight.assign(tf.sub(weight, pull))
        return
      }
      const inertia = at(slots, 1)
      const next = tf.add(tf.mul(inertia, share), pull)
      inertia.assign(next)
      weight.assign(tf.sub(weight, next))
    },
  }
}

/**
 * Adam (Kingma & Ba 2015) in the form of section 2 of the paper, with epsilon beside the uncorrected root; with `decay`, AdamW
 * (Loshchilov & Hutter 2019): w shrinks by rate·decay before the step, all weights alike, as Keras's AdamW does.
 */
function adam({ beta1, beta2, epsilon }: Extract<Optimizer, { kind: 'adam' | 'adamw' }>, decay: number): OptimizerRule {
  return {
    slots: 2,
    scalarCount: decay > 0 ? 2 : 1,
    scalars: (rate, step) => {
      const corrected = (rate * Math.sqrt(1 - beta2 ** (step + 1))) / (1 - beta1 ** (step + 1))
      return decay > 0 ? [corrected, 1 - rate * decay] : [corrected]
    },
    apply: (weight, gradient, slots, scalars) => {
      const [first, second] = [at(slots, 0), at(slots, 1)]
      const nextFirst = tf.add(first, tf.mul(tf.sub(gradient, first), 1 - beta1))
      const nextSecond = tf.add(second, tf.mul(tf.sub(tf.square(gradient), second), 1 - beta2))
      first.assign(nextFirst)
      second.assign(nextSecond)
      const kept = decay > 0 ? tf.mul(weight, at(scalars, 1)) : weight
      weight.assign(tf.sub(kept, tf.div(tf.mul(nextFirst, at(scalars, 0)), tf.add(tf.sqrt(nextSecond), epsilon))))
    },
  }
}

/**
 * Nadam (Dozat 2016) as Keras has it: Adam with Nesterov's look-ahead, whose first beta warms up, beta1·(1 - 0.96^t / 2). Its
 * products up to step t are made in JavaScript.
 */
function nadam({ beta1, beta2, epsilon }: Extract<Optimizer, { kind: 'nadam' }>): OptimizerRule {
  const warmed = (step: number) => 1 - 0.5 * 0.96 ** step
  const warmUps = [1]
  const product = (step: number): number => {
    const settled = Math.min(step, settledSteps)
    for (let i = warmUps.length; i <= settled; i++) warmUps.push((warmUps[i - 1] ?? 0) * warmed(i))
    return beta1 ** step * (warmUps[settled] ?? 0)
  }
  return {
    slots: 2,
    scalarCount: 3,
    scalars: (rate, step) => {
      const now = step + 1
      const done = product(now)
      const [own, ahead] = [beta1 * warmed(now), beta1 * warmed(now + 1)]
      return [(rate * ahead) / (1 - done * ahead), (rate * (1 - own)) / (1 - done), 1 / (1 - beta2 ** now)]
    },
    apply: (weight, gradient, slots, scalars) => {
      const [first, second] = [at(slots, 0), at(slots, 1)]
      const nextFirst = tf.add(first, tf.mul(tf.sub(gradient, first), 1 - beta1))
      const nextSecond = tf.add(second, tf.mul(tf.sub(tf.square(gradient), second), 1 - beta2))
      first.assign(nextFirst)
      second.assign(nextSecond)
      const pull = tf.add(tf.mul(nextFirst, at(scalars, 0)), tf.mul(gradient, at(scalars, 1)))
      weight.assign(tf.sub(weight, tf.div(pull, tf.add(tf.sqrt(tf.mul(nextSecond, at(scalars, 2))), epsilon))))
    },
  }
}

/** Lion (Chen et al. 2023): a step of the learning rate in the direction of the sign alone. With weight decay, w shrinks by rate·decay first. */
function lion({ beta1, beta2, weightDecay }: Extract<Optimizer, { kind: 'lion' }>): OptimizerRule {
  return {
    slots: 1,
    scalarCount: weightDecay > 0 ? 2 : 1,
    scalars: (rate) => (weightDecay > 0 ? [rate, 1 - rate * weightDecay] : [rate]),
    apply: (weight, gradient, slots, scalars) => {
      const momentum = at(slots, 0)
      const direction = tf.sign(tf.add(tf.mul(momentum, beta1), tf.mul(gradient, 1 - beta1)))
      momentum.assign(tf.add(tf.mul(momentum, beta2), tf.mul(gradient, 1 - beta2)))
      const kept = weightDecay > 0 ? tf.mul(weight, at(scalars, 1)) : weight
      weight.assign(tf.sub(kept, tf.mul(direction, at(scalars, 0))))
    },
  }
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index]
  if (found === undefined) throw new Error(`The optimiser was given ${list.length} entries and needs entry ${index}.`)
  return found
}
