import type { TreeSettings } from '../baseline/baseline-settings'
import { denseCount, idleSetting } from './compose'
import type { StudyDesign } from './study'
import type { StudyProblem } from './study-problems'

const ofTrees = /^trees\b/
/** What of an experiment trees are grown and measured by; the rest of it describes a network. */
const partOfTrees = /^(trees|recipe|training\.(seed|classWeights|stopping|positiveClass|threshold))\b/

type Base = Pick<StudyDesign, 'experiment' | 'trees'>

/** Why a setting cannot be tried in a study, by what its trials train; null: it can. `layers`: hidden layers of the deepest trial. */
export function idleInStudy(path: string, { experiment, trees }: Base, layers = denseCount(experiment)): string | null {
  const idle = idleSetting(path, layers)
  if (idle !== null) return idle
  if (trees === undefined) return ofTrees.test(path) ? `${path} changes nothing: the trials train networks. To grow trees, give the study the field trees, such as { "kind": "boosted-trees", … }.` : null
  if (!partOfTrees.test(path)) return `${path} changes nothing: the trials grow trees, whose settings begin with trees, such as trees.${path === 'training.epochs' ? 'rounds' : 'leaves'}.`
  return path.startsWith('training.stopping') && trees.kind === 'forest' ? `${path} changes nothing: a forest grows to its end.` : null
}

/** What a study asks of trials that grow trees and that only networks can do. Empty for a study of networks. */
export function treeProblems({ trees, plan, budget }: StudyDesign): readonly StudyProblem[] {
  if (trees === undefined) return []
  const problems: StudyProblem[] = []
  if (plan.kind === 'search' && (plan.strategy.kind === 'successive-halving' || plan.strategy.kind === 'hyperband')) {
    problems.push({ path: 'plan.strategy.kind', message: `${plan.strategy.kind} goes on with trials from their checkpoints, and trees keep none: each rung would grow them anew. Use tpe or random, with median pruning to end hopeless trials.` })
  }
  if (budget.epochs !== undefined) problems.push({ path: 'budget.epochs', message: 'Trees keep no checkpoint, so that a trial whose epochs do not last could not go on with what others leave. Give trials or minutes.' })
  return problems
}

/** Epochs of a trial: of a network those of its training, of trees their rounds. */
export const epochsOf = ({ experiment, trees }: { readonly experiment: StudyDesign['experiment']; readonly trees?: TreeSettings | undefined }): number => trees?.rounds ?? experiment.training.epochs

/** What the trials of a study go through: trees grow in rounds. */
export const stepWord = ({ trees }: Pick<StudyDesign, 'trees'>): 'epoch' | 'round' => (trees === undefined ? 'epoch' : 'round')
