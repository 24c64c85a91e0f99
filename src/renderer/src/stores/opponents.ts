import { defaultBaseline } from '@shared/baseline/baseline-settings'
import type { BaselineKind, BaselineSettings } from '@shared/baseline/baseline-settings'
import type { ModelDesign } from '@shared/model/model-design'
import type { RunRecord } from '@shared/run/run-record'
import type { TrainingSettings } from '@shared/training/training-settings'
import { counted } from '../format/number'
import { duration } from '../format/time'
import { estimateBaselineMs } from './baseline-estimate'
import { epochWork } from './design-work'
import type { PreparedSize } from './design-work'
import { estimateEpochMs } from './epoch-estimate'

export type Opponent = BaselineKind | 'straight'

export interface OpponentChoice {
  readonly kind: Opponent
  readonly name: string
  /** What it is, and what it costs. */
  readonly about: string
}

/** What a network is trained on, and how: its opponents are trained on the same. */
export interface Contest {
  readonly task: 'classification' | 'regression'
  readonly model: ModelDesign
  readonly training: TrainingSettings
  readonly size: PreparedSize
  /** 0 for a number. */
  readonly classes: number
}

/** Of one round: one a class; two classes need one, and so does a number. */
export const treesOf = (classes: number): number => (classes > 2 ? classes : 1)

/** A number stays with its unit. */
const together = (text: string): string => text.replace(/ /g, '\u00a0')

/** A network without hidden layers. */
const straight = (model: ModelDesign): ModelDesign => ({ ...model, layers: [] })

/** What a network can be held against, each with its cost. `records`: runs of this machine, newest first. */
export function opponentChoices({ task, model, training, size, classes }: Contest, records: readonly RunRecord[], cores: number): readonly OpponentChoice[] {
  const regression = task === 'regression'
  const grown = (kind: BaselineKind): string => together(duration(estimateBaselineMs(records, { baseline: defaultBaseline(kind), rows: size.rows, trees: treesOf(classes) })))
  const epochMs = estimateEpochMs(records, epochWork(straight(model), training, size, cores))
  const epochs = `at most ${counted(training.epochs, 'epoch')}`
  const perRound = treesOf(classes) === 1 ? 'one tree a round' : `${counted(classes, 'tree')} a round, one a class`
  return [
    {
      kind: 'majority',
      name: regression ? 'Mean of the target' : 'Most frequent class',
      about: `${regression ? 'Every row gets the mean' : 'Every row gets the shares of the classes'} of the training rows. Nothing is trained: about a second.`,
    },
    {
      kind: 'straight',
      name: regression ? 'Linear regression' : 'Logistic regression',
      about: `No hidden layer, with the settings of this design: ${epochMs === null ? epochs : `${epochs} of about ${together(duration(epochMs))}`}.`,
    },
    { kind: 'boosted-trees', name: 'Boosted trees', about: `Up to 200 rounds, ${perRound}; patience may end it sooner. Often the one to beat on tables: at most about ${grown('boosted-trees')}.` },
    { kind: 'forest', name: 'Forest of trees', about: `100 rounds of large trees, ${perRound}. Needs no settings: about ${grown('forest')}.` },
  ]
}

/** What is trained for an opponent of this network. */
export function opponentModel(kind: Opponent, model: ModelDesign): { readonly model: ModelDesign; readonly baseline?: BaselineSettings } {
  return kind === 'straight' ? { model: straight(model) } : { model, baseline: defaultBaseline(kind) }
}
