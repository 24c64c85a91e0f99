import type { Assignment } from './space'
import type { Plan, StudyDesign } from './study'

/** A trial of a study whose trials are known from the start. */
export interface FixedTrial {
  readonly values: Assignment
  readonly seed: number
  /** From 1: trials that belong together, such as the seeds of one share. */
  readonly configuration: number
}

/** Seeds of training are below this. */
const seeds = 2 ** 30
const splitSeeds = 2 ** 32

/** The seed of the n-th try (from 0) of a base experiment; that of the base itself is left to the base. */
export const seedAfter = (base: number, n: number): number => (base + 1 + n) % seeds

/** All trials of a repeat, a learning curve or a cross-validation, in order. */
export function fixedTrials(plan: Exclude<Plan, { kind: 'search' }>, { experiment }: Pick<StudyDesign, 'experiment'>): readonly FixedTrial[] {
  const base = experiment.training.seed
  switch (plan.kind) {
    case 'repeat':
      return Array.from({ length: plan.seeds }, (_, i) => ({
        values: plan.resplit ? { 'recipe.split.seed': (experiment.recipe.split.seed + 1 + i) % splitSeeds } : {},
        seed: seedAfter(base, i),
        configuration: 1,
      }))
    case 'learning-curve':
      // Small shares first: they are quick, and the curve shows early.
      return [...plan.shares]
        .sort((a, b) => a - b)
        .flatMap((share, index) =>
          Array.from({ length: plan.seeds }, (_, i) => ({
            values: { 'recipe.split.trainingShare': { share, seed: (experiment.recipe.split.seed + i) % splitSeeds } },
            seed: (base + i) % seeds,
            configuration: index + 1,
          })),
        )
    case 'k-fold': {
      const { split } = experiment.recipe
      // What the split keeps together, the folds do: a key on both sides would flatter every fold.
      const group = plan.group ?? (split.method === 'group' ? split.group : undefined)
      return Array.from({ length: plan.repeats }, (_, repeat) =>
        Array.from({ length: plan.folds }, (_unused, index) => ({
          values: {
            'recipe.split.fold': { of: plan.folds, index, seed: (plan.seed + repeat) % splitSeeds, stratified: plan.stratified, ...(group === undefined ? {} : { group }) },
          },
          seed: base,
          configuration: 1,
        })),
      ).flat()
    }
  }
}
