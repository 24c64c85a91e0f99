import type { ModelShapes } from '../model/shapes'
import type { EngineMode, TrainingSettings } from './training-settings'

export interface Workload {
  readonly shapes: ModelShapes
  readonly batch: number
  readonly stepsPerEpoch: number
  readonly epochs: number
}

/**
 * Rough times of a step and of XLA's compiler, fitted to measurements on two cores (docs/training-engine.md, "Which mode"). They only weigh
 * one mode against the other, from the configuration alone, so that the same configuration always gets the same mode.
 */
const compileMs = { fixed: 600, perLayer: 200 }
const savedMs = { perStep: 0.1, perActivation: 1.5e-6 }

/** The mode that `auto` stands for: XLA where the time it saves over all epochs is more than the time it takes to compile. */
export function modeFor({ shapes, batch, stepsPerEpoch, epochs }: Workload): { readonly mode: EngineMode; readonly reason: string } {
  const layers = [...shapes.layers.flatMap((layer) => [layer, ...(layer.inner ?? [])]), shapes.output]
  const width = layers.reduce((sum, layer) => sum + layer.width, 0)
  const compile = compileMs.fixed + compileMs.perLayer * layers.length
  const steps = stepsPerEpoch * epochs
  const saved = steps * (savedMs.perStep + savedMs.perActivation * batch * width)
  const count = steps.toLocaleString('en')
  return saved > compile
    ? { mode: 'xla', reason: `${count} steps are worth XLA's compile time.` }
    : { mode: 'graph', reason: `${count} steps are too few to be worth XLA's compile time.` }
}

/** Multiplications in one step that keep a thread busy (docs/training-engine.md, "Threads"). */
const worthThread = 2 ** 22

/** 'auto': as many threads as the step's work keeps busy, at most one a core. `most`: cores. */
export function resolveThreads(wanted: TrainingSettings['threads'], parameters: number, batch: number, most: number): number {
  if (wanted !== 'auto') return wanted
  return Math.max(1, Math.min(most, Math.floor((parameters * batch) / worthThread)))
}
