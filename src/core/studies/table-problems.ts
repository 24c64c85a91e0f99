import type { DatasetRecord } from '@shared/dataset/dataset-record'
import { experimentProblems } from '@shared/experiment/experiment-problems'
import { composeExperiment } from '@shared/study/compose'
import { fixedTrials } from '@shared/study/fixed-trials'
import { gridAssignments, gridSize } from '@shared/study/grid'
import { randomPoint } from '@shared/study/sample'
import { assignmentAt, sameValue } from '@shared/study/space'
import type { Assignment } from '@shared/study/space'
import type { StudyDesign } from '@shared/study/study'
import type { StudyProblem } from '@shared/study/study-problems'

/** Combinations that are looked at before a study begins: all of a grid this size, else a sample. */
const looked = 400

/**
 * What of a study does not go with its table or the machine: the base experiment first, then combinations that cannot be trained, each
 * with the setting it comes from. Empty where every combination that was looked at can be.
 */
export function tableProblems(design: StudyDesign, dataset: DatasetRecord, memory: number): readonly StudyProblem[] {
  const { plan, experiment } = design
  const base = experimentProblems(experiment, dataset, memory)[0]
  if (base !== undefined && plan.kind !== 'search') return [{ path: 'experiment', message: base.message }]
  if (plan.kind === 'k-fold' && plan.group !== undefined && !dataset.columns.some((column) => column.name === plan.group)) {
    return [{ path: 'plan.group', message: `${dataset.name} has no column "${plan.group}". Its columns: ${dataset.columns.map((column) => column.name).slice(0, 30).join(', ')}.` }]
  }
  for (const values of samples(design)) {
    const composed = composeExperiment(experiment, values, design.trees)
    if (composed.kind === 'bad') return [{ path: fieldOf(design, composed.path), message: `${inWords(values)} cannot be tried together: ${composed.message}.` }]
    const problem = experimentProblems(composed.experiment, dataset, memory)[0]
    if (problem === undefined) continue
    // What is wrong with the base is wrong with every combination.
    if (base !== undefined && base.message === problem.message) return [{ path: 'experiment', message: base.message }]
    return [{ path: 'plan.space', message: `${inWords(values)} cannot be tried together: ${problem.message}` }]
  }
  return []
}

function samples(design: StudyDesign): readonly Assignment[] {
  const { plan } = design
  if (plan.kind !== 'search') return fixedTrials(plan, design).slice(0, 1).map((trial) => trial.values)
  const { space } = plan
  if (plan.strategy.kind === 'grid' && gridSize(space) <= looked) return gridAssignments(space)
  // The corners too: the widest and deepest network is the one that memory is short for.
  const corners = [space.map(() => 0), space.map(() => 1)]
  return [...corners, ...Array.from({ length: looked }, (_, k) => randomPoint(space.length, k, 1))].map((point) => assignmentAt(space, point))
}

function fieldOf({ plan }: StudyDesign, path: string): string {
  const index = plan.kind === 'search' ? plan.space.findIndex((one) => sameValue(one.path, path)) : -1
  return index < 0 ? 'plan' : `plan.space[${index}]`
}

const inWords = (values: Assignment): string =>
  Object.entries(values)
    .map(([path, value]) => `${path} = ${JSON.stringify(value)}`)
    .join(', ')
