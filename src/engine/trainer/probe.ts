import type { EngineProbe } from '@shared/engine/trainer-methods'
import { inferShapes } from '@shared/model/shapes'
import { defaultTraining } from '@shared/training/resolve'
import type { EngineMode } from '@shared/training/training-settings'
import { buildModel } from './model/build-model'
import { recordedProgram } from './programs/recorded-program'
import { verifyProgram } from './programs/verified-program'
import { trainingStep } from './step/training-step'
import { tensorflowVersion } from './tensorflow'
import { cores } from './threads'

/** What the installed library can do, found by training a tiny model in each mode and comparing it with the reference. */
export function probeModes(): EngineProbe {
  const modes = (['xla', 'graph'] as const).map((mode) => ({ mode, ...tryMode(mode) }))
  const eager = { mode: 'eager' as EngineMode, works: true, reason: 'Plain tfjs: the reference.' }
  return { tensorflow: tensorflowVersion(), cores: cores(), modes: [...modes, eager] }
}

function tryMode(mode: 'xla' | 'graph'): { readonly works: boolean; readonly reason: string } {
  const design = { layers: [{ kind: 'dense' as const, units: 3, activation: 'tanh' as const }], output: { activation: 'softmax' as const } }
  const [inputs, units, rows] = [2, 2, 8]
  const training = defaultTraining('classification', rows)
  const built = buildModel(design, { inputs, units, seed: 1, embedding: null })
  const step = trainingStep(built, { task: 'classification', classes: units, units, output: 'softmax', training })
  try {
    const labels = Float32Array.from({ length: rows }, (_, row) => row % units)
    const facts = { features: Float32Array.from({ length: rows * inputs }, (_, i) => Math.cos(i)), labels, inputs, batch: 4, seed: 1 }
    const shape = { inputs, units, batch: 4, capacity: 2, reportWidth: 4, scoreRows: rows, scalarCount: 1 + step.scalarCount, weighted: false }
    const program = recordedProgram(mode, step, shape, facts)
    try {
      verifyProgram(program, step, facts, (number) => step.scalars(training.learningRate, number))
    } finally {
      program.dispose()
    }
    return { works: true, reason: `Agrees with the reference on a model of ${inferShapes(design, inputs, units).parameters.total} parameters.` }
  } catch (thrown) {
    return { works: false, reason: thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : String(thrown) }
  } finally {
    step.dispose()
    built.dispose()
  }
}
