import type { RunRecord } from '../run/run-record'
import { isLive } from '../run/run-state'
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
  /** Their numbers in the source file, where they are known: the guard counts how many are the same. */
  readonly rowNumbers?: ArrayLike<number> | null
}

/**
 * Why runs cannot be held against the baseline on a part of the rows; empty when all can. The reasons that explain others come first, and
 * a run that fails one is not asked the next: another file has another split, and saying both helps nobody.
 */
export function comparabilityReasons(baseline: Candidate, others: readonly Candidate[], part: ComparedPart): readonly ComparabilityReason[] {
  const reasons: ComparabilityReason[] = []
  let left = others
  const check = (differs: (other: Candidate) => boolean, reason: (names: string, found: readonly Candidate[]) => Omit<ComparabilityReason, 'runs'>) => {
    const found = left.filter(differs)
    if (found.length === 0) return
    reasons.push({ ...reason(listed(found), found), runs: found.map((one) => one.record.id) })
    left = left.filter((one) => !found.includes(one))
  }
  const a = baseline.record
  const aName = baseline.name
  const retrain = { kind: 'retrain-on-split', split: a.id } as const
  const again = (names: string, on: string) => `Train ${names} again on ${on} of ${aName}, with the same layers and training settings; the new run can be compared.`
  const imported = [baseline, ...left].filter(({ record }) => record.kind === 'imported')
  if (imported.length > 0) {
    reasons.push({
      kind: 'imported',
      runs: imported.map((one) => one.record.id),
      message: `${listed(imported)} ${imported.length === 1 ? 'was' : 'were'} read from another program: which rows were scored there is not known, so no difference can be tested.`,
      advice: 'Look at the curves and the values side by side, or train the same settings here.',
      remedy: null,
    })
    left = left.filter((one) => !imported.includes(one))
    if (a.kind === 'imported') return reasons
  }
  check(
    ({ record }) => targetOf(record) !== targetOf(a),
    (names, found) => ({
      kind: 'target',
      message: `${aName} predicts ${a.experiment.recipe.target} (${a.experiment.recipe.task}); ${found.map(({ name, record }) => `${name} predicts ${record.experiment.recipe.target} (${record.experiment.recipe.task})`).slice(0, 3).join('; ')}.`,
      advice: `Take ${names} out, or choose runs that all predict ${a.experiment.recipe.target}.`,
      remedy: null,
    }),
  )
  check(
    ({ record }) => record.dataset.sha256 !== a.dataset.sha256,
    (names, found) => ({
      kind: 'data',
      message: `${aName} was trained and tested on ${fileOf(a)}, ${found.map(({ name, record }) => `${name} on ${fileOf(record)}`).slice(0, 3).join(', ')}: the files have different contents, so the tested rows are not the same.`,
      advice: again(names, 'the file'),
      remedy: retrain,
    }),
  )
  check(
    ({ record }) => rowsRecipe(record) !== rowsRecipe(a),
    (names, found) => ({
      kind: 'recipe',
      message: `The preparation of ${names} keeps other rows of the file than that of ${aName} (a row step or the weight column differs)${rowCounts(baseline, found, part)}.`,
      advice: again(names, 'the row steps and the split'),
      remedy: retrain,
    }),
  )
  check(
    ({ classes }) => classes.length > 0 && baseline.classes.length > 0 && stable(classes) !== stable(baseline.classes),
    (names, found) => ({
      kind: 'classes',
      message: `${aName} knows ${baseline.classes.length} classes, ${found.map(({ name, classes }) => `${name} ${classes.length === baseline.classes.length ? 'others' : classes.length}`).slice(0, 3).join(', ')}: one label does not mean the same in all.`,
      advice: `Read the target column as the same type in all runs, then train ${names} again.`,
      remedy: null,
    }),
  )
  check(
    ({ record }) => record.split?.hash !== a.split?.hash && [record, a].every((one) => one.split !== null || !isWaiting(one)),
    (names, found) => ({
      kind: 'split',
      message: `${names} ${found.length === 1 ? 'was' : 'were'} split into training and ${part} rows in another way than ${aName}${rowCounts(baseline, found, part)}: rows that one was tested on, the other learned from.`,
      advice: again(names, 'the split'),
      remedy: retrain,
    }),
  )
  const waiting = [baseline, ...left].filter(({ record, scoredRows }) => scoredRows === null && isWaiting(record))
  if (waiting.length > 0) {
    reasons.push({
      kind: 'unscored',
      runs: waiting.map((one) => one.record.id),
      message: `${listed(waiting)} ${waiting.length === 1 ? 'has' : 'have'} not ended yet.`,
      advice: `${waiting.length === 1 ? 'Its' : 'Their'} rows are scored when training ends; the comparison is then made anew.`,
      remedy: { kind: 'wait' },
    })
    left = left.filter((one) => !waiting.includes(one))
  }
  const unscored = [baseline, ...left].filter((one) => one.scoredRows === null && !waiting.includes(one))
  if (unscored.length > 0) {
    reasons.push({
      kind: 'unscored',
      runs: unscored.map((one) => one.record.id),
      message: `The ${part} rows of ${listed(unscored)} have not been scored.`,
      advice:
        part === 'test'
          ? 'Compare on the validation rows while you still choose; score the test rows once the choice is made.'
          : 'Train with validation rows, or let the run come to its end.',
      remedy: { kind: 'score', part },
    })
    left = left.filter((one) => !unscored.includes(one))
  }
  if (baseline.scoredRows === null) return reasons
  check(
    ({ scoredRows }) => scoredRows !== baseline.scoredRows,
    (names, found) => ({
      kind: 'rows',
      message: `The ${part} rows that were scored, or their labels, are not the same in ${aName} and ${names}${rowCounts(baseline, found, part)}.`,
      advice: again(names, 'the split'),
      remedy: retrain,
    }),
  )
  return reasons
}

const targetOf = ({ experiment }: RunRecord): string => `${experiment.recipe.task} ${experiment.recipe.target}`

const fileOf = ({ dataset }: RunRecord): string => `${dataset.name} (${dataset.rows.toLocaleString('en-US')} rows)`

/** Queued, at work or put aside: not split or scored yet, but it will be. */
const isWaiting = ({ status }: RunRecord): boolean => isLive(status) || status === 'queued' || status === 'paused'

/** What of the recipe decides which rows there are. Features and column steps may differ: they are what is compared. */
const rowsRecipe = ({ experiment: { recipe } }: RunRecord): string => stable([recipe.rows, recipe.columns.weight ?? null])

/** ": 3,604 of the 22,800 test rows of wide are test rows of small too", for one run whose rows are known. */
function rowCounts(baseline: Candidate, found: readonly Candidate[], part: ComparedPart): string {
  const [other, ...more] = found
  const [ofA, ofB] = [baseline.rowNumbers ?? null, other?.rowNumbers ?? null]
  if (other === undefined || more.length > 0 || ofA === null || ofB === null) return ''
  const known = new Set(Array.from(ofA))
  let same = 0
  for (let i = 0; i < ofB.length; i++) if (known.has(ofB[i] ?? -1)) same++
  const count = (value: number) => value.toLocaleString('en-US')
  return ` (${count(same)} of the ${count(ofB.length)} ${part} rows of ${other.name} are ${part} rows of ${baseline.name} too)`
}

function listed(candidates: readonly Candidate[]): string {
  const names = candidates.map((one) => one.name)
  if (names.length > 4) return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1] ?? ''}`
}
