import { describe, expect, it } from 'vitest'
import { search, study } from './fixtures/study'
import { createPlanner } from './planner'
import type { StudyDesign } from './study'
import type { Trial, TrialLine, TrialLog } from './trial'
import { GrowingTrialLog, logOf } from './trial-log'

const at = ''
const ended = (trial: number, objective: number | null, epochs: number, status: 'completed' | 'halted' = 'completed'): TrialLine => ({
  kind: 'ended', trial, status, reason: null, objective, epoch: 1, epochs, parameters: 1, trainMs: 1, curve: [], workedMs: 10, at,
})

/** Runs a study to its end without training: `value` is what a trial comes to at an epoch. Forgets everything between steps, as a kill does. */
function finish(design: StudyDesign, value: (trial: Trial, epochs: number) => number, jobs = 2): { readonly log: TrialLog; readonly reason: string | null; readonly epochs: number } {
  const growing = new GrowingTrialLog()
  let spent = 0
  const working: number[] = []
  for (let guard = 0; guard < 10_000; guard++) {
    const log = growing.now
    const next = createPlanner(design).next(log)
    if (next.kind === 'done' && working.length === 0) return { log, reason: next.reason, epochs: spent }
    if (next.kind === 'promote') growing.tell({ ...next, kind: 'promoted', trials: [...next.trials], at })
    else if (next.kind === 'begin' && working.length < jobs) {
      growing.tell({ kind: 'begun', trial: log.trials.length + 1, run: '', ...next.trial, values: { ...next.trial.values }, at })
      working.push(log.trials.length)
    } else if (next.kind === 'continue' && working.length < jobs) {
      growing.tell({ ...next, kind: 'continued', at })
      working.push(next.trial)
    } else {
      const trial = log.trials[(working.shift() ?? 0) - 1]
      if (trial === undefined) throw new Error(`It waits for nothing: ${next.kind}.`)
      const all = design.experiment.training.epochs
      const epochs = Math.min(trial.until ?? all, all)
      spent += epochs - trial.epochs
      growing.tell(ended(trial.trial, value(trial, epochs), epochs, epochs < all ? 'halted' : 'completed'))
    }
  }
  throw new Error('It has no end.')
}

const rate = (trial: Trial) => Number(trial.values['training.learningRate'])

describe('a study', () => {
  it('tries a grid once, with every seed', () => {
    const { log, reason } = finish(study({ plan: search({ seeds: 3 }) }), rate)
    expect(log.trials).toHaveLength(18)
    expect(log.trials.map((trial) => trial.configuration)).toEqual([1, 2, 3, 4, 5, 6].flatMap((c) => [c, c, c]))
    expect(log.trials.slice(0, 4).map((trial) => trial.seed)).toEqual([42, 43, 44, 42])
    expect(reason).toBeNull()
    expect(createPlanner(study({ plan: search({ seeds: 3 }) })).total).toBe(18)
  })

  it('ends when the space of a random search is exhausted, with each combination once', () => {
    for (const kind of ['random', 'sobol', 'latin-hypercube'] as const) {
      const { log, reason } = finish(study({ plan: search({ strategy: { kind, seed: 4 } }), budget: { trials: 100 } }), rate)
      expect(new Set(log.trials.map((trial) => JSON.stringify(trial.values))).size).toBe(6)
      expect([log.trials.length, reason]).toEqual([6, 'Every combination of the space was tried.'])
    }
  })

  it('learns with TPE until the trials are used up', () => {
    const plan = search({ space: [{ kind: 'float', path: 'training.learningRate', low: 1e-4, high: 1, log: true }], strategy: { kind: 'tpe', seed: 1, startup: 5, candidates: 24 } })
    const { log, reason } = finish(study({ plan, budget: { trials: 40 } }), (trial) => -((Math.log10(rate(trial)) + 2) ** 2))
    expect([log.trials.length, reason]).toEqual([40, 'All 40 trials were made.'])
    const late = log.trials.slice(20).map((trial) => Math.abs(Math.log10(rate(trial)) + 2))
    expect(late.filter((distance) => distance < 0.5).length).toBeGreaterThan(12)
  })

  it('halves: the best go on from where they stood, and cost what the brackets say', () => {
    const space = [{ kind: 'float', path: 'training.learningRate', low: 1e-4, high: 1, log: true }] as const
    const plan = search({ space: [...space], strategy: { kind: 'successive-halving', seed: 1, factor: 2, minEpochs: 2 } })
    const design = study({ plan, budget: { trials: 16 } })
    const { log, epochs } = finish({ ...design, experiment: { ...design.experiment, training: { ...design.experiment.training, epochs: 16 } } }, (trial, at) => rate(trial) + at / 100, 3)
    expect(log.promotions.map(({ rung, trials }) => [rung, trials.length])).toEqual([[1, 8], [2, 4], [3, 2]])
    // 16 to 2, 8 more 2, 4 more 4, 2 more 8.
    expect(epochs).toBe(32 + 16 + 16 + 16)
    const best = [...log.trials].sort((a, b) => rate(b) - rate(a)).slice(0, 2)
    expect(best.map((trial) => [trial.epochs, trial.status])).toEqual([[16, 'completed'], [16, 'completed']])
  })

  it('runs the brackets of Hyperband', () => {
    const plan = search({ space: [{ kind: 'float', path: 'training.learningRate', low: 1e-4, high: 1, log: true }], strategy: { kind: 'hyperband', seed: 1, factor: 3, minEpochs: 1 } })
    const design = study({ plan })
    const { log } = finish({ ...design, experiment: { ...design.experiment, training: { ...design.experiment.training, epochs: 9 } } }, rate, 4)
    expect([0, 1, 2].map((bracket) => log.trials.filter((trial) => trial.bracket === bracket).length)).toEqual([9, 5, 3])
    expect(log.trials.filter((trial) => trial.epochs === 9)).toHaveLength(1 + 1 + 3)
  })

  it('counts its budget over epochs and time', () => {
    const plan = search({ strategy: { kind: 'random', seed: 1 } })
    expect(finish(study({ plan, budget: { epochs: 40 } }), rate, 1).log.trials).toHaveLength(3)
    expect(finish(study({ plan, budget: { minutes: 9 / 60_000 } }), rate, 1).log.trials).toHaveLength(1)
  })

  it('begins what a person asks for first, and beyond the number of trials', () => {
    const values = { 'layers.count': 2, 'training.learningRate': 0.5 }
    const asked = logOf([{ kind: 'asked', values, at }])
    expect(createPlanner(study()).next(asked)).toMatchObject({ kind: 'begin', trial: { by: 'person', values, configuration: 1 } })
    const { log } = finish(study({ budget: { trials: 2 } }), rate)
    const more = new GrowingTrialLog(log)
    more.tell({ kind: 'asked', values, at })
    expect(createPlanner(study({ budget: { trials: 2 } })).next(more.now)).toMatchObject({ kind: 'begin', trial: { configuration: 3 } })
  })

  it('repeats with other seeds, deals folds, and takes growing shares', () => {
    const repeat = finish(study({ plan: { kind: 'repeat', seeds: 3, resplit: true } }), () => 1).log
    expect(repeat.trials.map(({ seed, values }) => [seed, values['recipe.split.seed']])).toEqual([[43, 43], [44, 44], [45, 45]])
    const folds = finish(study({ plan: { kind: 'k-fold', folds: 3, repeats: 2, stratified: true, group: 'track_id', seed: 5 } }), () => 1).log
    expect(folds.trials.map(({ values }) => values['recipe.split.fold'])).toEqual([5, 6].flatMap((seed) => [0, 1, 2].map((index) => ({ of: 3, index, seed, stratified: true, group: 'track_id' }))))
    const base = study()
    const grouped = { ...base.experiment, recipe: { ...base.experiment.recipe, split: { ...base.experiment.recipe.split, method: 'group' as const, group: 'artist' } } }
    const together = finish(study({ experiment: grouped, plan: { kind: 'k-fold', folds: 2, repeats: 1, stratified: true, seed: 5 } }), () => 1).log
    expect(together.trials.map(({ values }) => values['recipe.split.fold'])).toEqual([0, 1].map((index) => ({ of: 2, index, seed: 5, stratified: true, group: 'artist' })))
    const shares = finish(study({ plan: { kind: 'learning-curve', shares: [1, 0.1], seeds: 2 } }), () => 1).log
    expect(shares.trials.map(({ values, configuration }) => [values['recipe.split.trainingShare'], configuration])).toEqual([
      [{ share: 0.1, seed: 42 }, 1], [{ share: 0.1, seed: 43 }, 1], [{ share: 1, seed: 42 }, 2], [{ share: 1, seed: 43 }, 2],
    ])
  })
})
