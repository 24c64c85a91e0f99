import type { Interval } from '../statistics/interval'

export const verdicts = ['better', 'worse', 'cannot tell'] as const
/** Of b against a. */
export type Verdict = (typeof verdicts)[number]

export const comparedParts = ['test', 'validation'] as const
/** Which rows the numbers are of. */
export type ComparedPart = (typeof comparedParts)[number]

/** A run as the head of its column. */
export interface ComparedRun {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly status: string
  readonly created: string
  /** Finished epochs; the epoch whose weights were scored, where the part is scored. */
  readonly epochs: number
  readonly scoredEpoch: number | null
  readonly parameters: number | null
  /** Bytes of the model's best weights, or of its trees; of an ensemble those of its members. Null where they are not there. */
  readonly bytes: number | null
  readonly medianEpochMs: number | null
  readonly trainMs: number | null
  readonly seed: number
  /** Of test rows that were not used once, at the end: why. */
  readonly testSeen?: string
}

/** Why a run cannot be held against the baseline, and what to do. */
export interface ComparabilityReason {
  readonly kind: 'imported' | 'target' | 'data' | 'recipe' | 'classes' | 'split' | 'rows' | 'unscored'
  /** Ids of the runs it concerns; never the baseline, unless it is the one that is unscored. */
  readonly runs: readonly string[]
  /** What differs, in one line. */
  readonly message: string
  /** What to do, in one line. */
  readonly advice: string
  /** What a button can do about it. */
  readonly remedy:
    /** Train each of these runs again with its own settings, on the rows and the split of the run `split`. */
    | { readonly kind: 'retrain-on-split'; readonly split: string }
    | { readonly kind: 'score'; readonly part: ComparedPart }
    /** They still train: their rows are scored at the end. */
    | { readonly kind: 'wait' }
    | null
}

/** A setting that is not the same in all runs. */
export interface SettingDifference {
  /** Such as training.learningRate or model.layers[1].units. */
  readonly path: string
  readonly label: string
  /** In the order of the runs; null where a run has no such setting. */
  readonly values: readonly unknown[]
  /** The same for people. */
  readonly texts: readonly string[]
}

export interface MetricCell {
  readonly run: string
  readonly value: number | null
  /** 95 %. */
  readonly interval: Interval | null
  /** How the interval was made: wilson, t, bca, percentile; told: another program said the value. */
  readonly method: string | null
  /** Value less that of the baseline; null for the baseline itself and where they cannot be compared. */
  readonly delta: number | null
  readonly best: boolean
}

export interface MetricRow {
  readonly metric: string
  readonly label: string
  readonly higherIsBetter: boolean
  readonly share: boolean
  /** Why its values cannot be ranked; null where they can. */
  readonly caution: string | null
  /** In the order of the runs. */
  readonly cells: readonly MetricCell[]
  /** The mean of the scores of all runs, taken as one model. */
  readonly ensemble: number | null
}

export type TestName =
  | 'mcnemar-exact'
  | 'paired-bootstrap'
  | 'paired-t'
  | 'wilcoxon-signed-rank'
  | 'welch-t'
  | 'corrected-resampled-t'

/** The difference b - a of one metric, tested. */
export interface MetricTest {
  readonly metric: string
  readonly test: TestName
  readonly difference: number
  /** 95 %, of this pair alone; null where there are too few rows or runs. */
  readonly interval: Interval | null
  /** score: Tango's, of two counts of rows. */
  readonly intervalMethod: 'score' | 'bca' | 'percentile' | 't' | null
  readonly p: number
  /** p corrected by Holm over the pairs of the comparison, for this metric. The verdict goes by it. */
  readonly adjustedP: number
  readonly verdict: Verdict
  /** The smallest true difference these rows (or runs) would have shown with chance 80 %. */
  readonly detectable: number | null
}

/** A second opinion on per-row losses, beside the test that the verdict goes by. */
export interface LossTest {
  readonly metric: 'logLoss' | 'squaredError'
  readonly test: 'paired-t' | 'wilcoxon-signed-rank'
  readonly difference: number
  readonly interval: Interval | null
  readonly p: number
}

/** Two runs on the same rows, the baseline as a. The fields of MetricTest at this level are those of the first metric. */
export interface PairComparison extends MetricTest {
  readonly a: string
  readonly b: string
  readonly rows: number
  /** What was resampled and counted as one: rows, or keys that several rows share. */
  readonly unit: 'row' | 'key'
  readonly units: number
  readonly tests: readonly MetricTest[]
  readonly lossTests: readonly LossTest[]
  /** One sentence about these two models. */
  readonly sentence: string
  readonly where: PairWhere | null
}

/** Where two classifiers differ. */
export interface PairWhere {
  readonly bothRight: number
  readonly onlyA: number
  readonly onlyB: number
  readonly bothWrong: number
  /** Share of rows with the same prediction. */
  readonly agreement: number
  readonly perClass: readonly ClassChange[]
  /** Cells of the confusion matrix that changed most, both counts; the diagonal left out. */
  readonly confusion: readonly ConfusionChange[]
  /** Rows by b's probability of the true class less a's: counts in equal bins over [-1, 1]. */
  readonly scoreGaps: readonly number[]
}

export interface ClassChange {
  readonly name: string
  readonly support: number
  readonly f1: readonly [a: number | null, b: number | null]
  readonly recall: readonly [a: number | null, b: number | null]
}

export interface ConfusionChange {
  readonly actual: string
  readonly predicted: string
  readonly a: number
  readonly b: number
}

/** How far a run's probabilities can be believed. */
export interface Calibration {
  readonly run: string
  /** Mean distance of confidence and accuracy, weighted by rows (Naeini et al. 2015). */
  readonly error: number
  /** Equal bins over the probability of the predicted class; empty ones left out. */
  readonly bins: readonly { readonly from: number; readonly to: number; readonly rows: number; readonly confidence: number; readonly accuracy: number }[]
}

/** Runs that differ in seeds only (of weights, or of the split too): one setting, tried several times. */
export interface RepeatGroup {
  readonly runs: readonly string[]
  readonly name: string
  readonly metrics: readonly {
    readonly metric: string
    readonly mean: number
    readonly standardDeviation: number
    /** 95 %, of the mean over seeds (t). */
    readonly interval: Interval | null
  }[]
  /** F1 by class over the runs; empty where there is one run, and for regression. */
  readonly perClass: readonly ClassSpread[]
}

export interface ClassSpread {
  readonly name: string
  /** Null where no run has rows or predictions of the class. */
  readonly mean: number | null
  readonly standardDeviation: number | null
}

/** Two settings, each tried several times: the group of the baseline as a. */
export interface SettingComparison {
  /** Places in `repeats`. */
  readonly a: number
  readonly b: number
  readonly tests: readonly MetricTest[]
  readonly sentence: string
}

export interface Comparison {
  readonly version: 1
  readonly on: ComparedPart
  /** The parts that all of the runs are scored on. */
  readonly scoredParts: readonly ComparedPart[]
  /** How many rows; null while the baseline is unscored. */
  readonly rows: number | null
  readonly baseline: string
  /** The order of every list of values below. The baseline is first. */
  readonly runs: readonly ComparedRun[]
  readonly comparable: boolean
  readonly reasons: readonly ComparabilityReason[]
  readonly differences: readonly SettingDifference[]
  readonly metrics: readonly MetricRow[]
  readonly pairs: readonly PairComparison[]
  readonly calibration: readonly Calibration[]
  readonly repeats: readonly RepeatGroup[]
  readonly settings: readonly SettingComparison[]
  /** How intervals and tests were resampled. */
  readonly resampling: { readonly resamples: number; readonly seed: number; readonly unit: 'row' | 'key'; readonly key?: string }
}

/** The confusion matrices of two runs on the same rows: counts by true class (rows) and predicted class, one row of cells after the other. */
export interface ConfusionPair {
  readonly classes: readonly string[]
  readonly a: Int32Array
  readonly b: Int32Array
}

/** A row that one model gets right and the other wrong. */
export interface FlippedRow {
  /** 0-based number in the source file. */
  readonly row: number
  readonly actual: string
  readonly a: string
  readonly b: string
  /** Probability of the true class. */
  readonly scoreA: number
  readonly scoreB: number
}
