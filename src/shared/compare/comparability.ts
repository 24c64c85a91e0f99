import type { RunRecord } from '../run/run-record'
import type { ComparabilityReason, ComparedPart } from './comparison'
import { stable } from './settings-diff'

/** A run as the guard sees it. */
export interface Candidate {
  readonly name: string
  readonly record: RunRecord
  /** Class names in label order; empty for regression, and for a run that has no evaluation. */
  readonly classes: readonly string[]
  /** A fingerprint of which rows were scored and of their labels; null where the part is unscored. */
  readonly scoredRows: string | null
}

/**
 * Why runs cannot be held against the baseline on a part of the rows; empty when all can. The reasons that explain others come first, and
 * a run that fails one is not asked the next: another file has another split, and saying both helps nobody.
 */
export function comparabilityReasons(baseline: Candidate, others: readonly Candidate[], part: ComparedPart): readonly ComparabilityReason[] {
  const reasons: ComparabilityReason[] = []
  let left = others
  const check = (differs: (other: Candidate) => boolean, reason: (names: string) => Omit<ComparabilityReason, 'runs'>) => {
    const found = left.filter(differs)
    if (found.length === 0) return
    reasons.push({ ...reason(listed(found)), runs: found.map((one) => one.record.id) })
    left = left.filter((one) => !found.includes(one))
  }
  const a = baseline.record
  const aName = baseline.name
  check(
    ({ record }) => targetOf(record) !== targetOf(a),
    (names) => ({
      kind: 'target',
      message: `The target column or the task differs from that of ${aName} in ${names}.`,
      advice: `Compare runs that predict ${a.experiment.recipe.target}.`,
      remedy: null,
    }),
  )
  check(
    ({ record }) => record.dataset.sha256 !== a.dataset.sha256,
    (names) => ({
      kind: 'data',
      message: `The data file differs from that of ${aName} in ${names}: the rows that were tested are not the same.`,
      advice: `Retrain ${names} on the file of ${aName}.`,
      remedy: null,
    }),
  )
  check(
    ({ record }) => rowsRecipe(record) !== rowsRecipe(a),
    (names) => ({
      kind: 'recipe',
      message: `The preparation keeps other rows, or weighs them otherwise, than that of ${aName} in ${names}.`,
      advice: 'Use the same row steps and weight column, then train again.',
      remedy: null,
    }),
  )
  check(
    ({ classes }) => classes.length > 0 && baseline.classes.length > 0 && stable(classes) !== stable(baseline.classes),
    (names) => ({
      kind: 'classes',
      message: `The classes differ from those of ${aName} in ${names}.`,
      advice: 'Read the target column as the same type in both, then train again.',
      remedy: null,
    }),
  )
  check(
    ({ record }) => record.split?.hash !== a.split?.hash,
    (names) => ({
      kind: 'split',
      message: `The split of the rows differs from that of ${aName} in ${names}: what one was tested on, another may have been trained on.`,
      advice: `Retrain ${names} on the split of ${aName}.`,
      remedy: { kind: 'retrain-on-split', split: a.id },
    }),
  )
  const unscored = [baseline, ...left].filter((one) => one.scoredRows === null)
  if (unscored.length > 0) {
    reasons.push({
      kind: 'unscored',
      runs: unscored.map((one) => one.record.id),
      message: `The ${part} rows of ${listed(unscored)} are unscored.`,
      advice:
        part === 'test'
          ? 'Compare on the validation rows, or score the test rows once the choice is made.'
          : 'Train with validation rows, or let the run come to its end.',
      remedy: { kind: 'score', part },
    })
    left = left.filter((one) => !unscored.includes(one))
  }
  if (baseline.scoredRows === null) return reasons
  check(
    ({ scoredRows }) => scoredRows !== baseline.scoredRows,
    (names) => ({
      kind: 'rows',
      message: `The scored ${part} rows or their labels differ from those of ${aName} in ${names}.`,
      advice: `Retrain ${names} on the split of ${aName}.`,
      remedy: { kind: 'retrain-on-split', split: a.id },
    }),
  )
  return reasons
}

const targetOf = ({ experiment }: RunRecord): string => `${experiment.recipe.task} ${experiment.recipe.target}`

/** What of the recipe decides which rows there are. Features and column steps may differ: they are what is compared. */
const rowsRecipe = ({ experiment: { recipe } }: RunRecord): string => stable([recipe.rows, recipe.columns.weight ?? null])

function listed(candidates: readonly Candidate[]): string {
  const names = candidates.map((one) => one.name)
  if (names.length > 4) return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1] ?? ''}`
}
