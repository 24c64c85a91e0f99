import { treeKinds } from '@shared/baseline/baseline-settings'
import type { TreeSettings } from '@shared/baseline/baseline-settings'
import type { RunRecord } from '@shared/run/run-record'
import type { Parameter } from '@shared/study/space'
import type { StudyDesign } from '@shared/study/study'

/** What the trials of a study train. */
export const studyModels = ['network', ...treeKinds] as const
export type StudyModel = (typeof studyModels)[number]

export const modelWords: Readonly<Record<StudyModel, string>> = { network: 'Network', 'boosted-trees': 'Boosted trees', forest: 'Forest' }

export const modelOf = ({ trees }: Pick<StudyDesign, 'trees'>): StudyModel => trees?.kind ?? 'network'

/** The trees of a run that can be the base of a study; undefined for a network. */
export const treesOfRun = ({ baseline }: Pick<RunRecord, 'baseline'>): TreeSettings | undefined => (baseline === undefined || baseline.kind === 'majority' ? undefined : baseline)

/** What is at its limit already stands once. */
const choice = (path: string, values: readonly number[]): Parameter => ({ kind: 'choice', path, values: [...new Set(values)] })

/** What a search among trees begins with: leaves and a second setting about those that they have, nine trials in all. */
export function firstTreeSpace(trees: TreeSettings): Parameter[] {
  const { leaves } = trees
  const around = (value: number, factor: number) => [value / factor, value, Math.min(1, value * factor)].map((one) => Number(one.toPrecision(2)))
  const second = trees.kind === 'boosted-trees' ? choice('trees.learningRate', around(trees.learningRate, 3)) : choice('trees.columns', around(trees.columns, 2))
  return [choice('trees.leaves', [Math.max(2, Math.round(leaves / 2)), leaves, Math.min(4096, leaves * 2)]), second]
}
