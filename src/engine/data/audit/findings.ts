import type { Audit, Finding } from '@shared/dataset/audit'
import type { Recipe } from '@shared/recipe/recipe'
import type { Remedy } from '@shared/recipe/remedies'
import { countClasses } from '../prepare/split-table'
import { isIdentifierName } from '../table/identifier-name'
import type { ExaminedColumn, ExaminedRows } from './examine-table'

/** A column that alone reaches this share of what is to be learned gives the answer away. */
const giveawayGain = 0.95
/** The most frequent value in this share of the rows: near-constant. */
const nearConstantShare = 0.995

type Suspicion = Audit['suspicious'][number]

/** Never 0 % of something, nor 100 % short of all: with as many digits as that takes. */
const percent = (share: number) => (share > 0 && share < 0.0005 ? 'under 0.1 %' : `${(share * 100).toFixed(share > 0.9995 && share < 1 ? 3 : 1)} %`)
const count = (n: number) => n.toLocaleString('en-US')
const rowsOf = (n: number) => (n === 1 ? '1 row' : `${count(n)} rows`)

const ignore = (column: string, reason: string): Remedy => ({ kind: 'ignore-column', label: `Leave out ${column}`, column, reason })

/** What is suspicious about a column, the worst first. */
export function suspicionsOf(column: ExaminedColumn, rows: number, recipe: Recipe): Suspicion[] {
  const { name, spread, alone } = column
  const fix = (reason: string) => (column.isFeature ? ignore(name, reason) : null)
  const found: Suspicion[] = []
  const add = (kind: Suspicion['kind'], evidence: string, reason: string) => found.push({ column: name, kind, evidence, remedy: fix(reason) })
  if (column.isCopy) add('target-copy', `each of its ${count(spread.distinct)} values goes with one value of ${recipe.target} and the other way round`, `${recipe.target} under another name`)
  else if (alone !== null && alone.gain >= giveawayGain && alone.rows >= 20) {
    const reach = recipe.task === 'classification' ? `tells ${recipe.target} in ${percent(alone.score)} of ${count(alone.rows)} held-out rows` : `alone predicts ${recipe.target} with R² ${alone.score.toFixed(3)} on ${count(alone.rows)} held-out rows`
    add('giveaway', `alone it ${reach.replace(/^alone /, '')}`, `gives away ${recipe.target}`)
  }
  if (spread.isIndex) add('index', `counts the ${count(rows)} rows of the file`, 'counts the rows')
  else if (isIdentifier(column, rows)) add('identifier', `has ${count(spread.distinct)} different values in ${count(spread.present)} rows`, 'identifies rows')
  if (spread.distinct <= 1) add('constant', spread.distinct === 0 ? 'has no values' : `has the same value in all ${rowsOf(spread.present)} that have one`, 'the same value in every row')
  else if (spread.mostFrequent >= spread.present * nearConstantShare && spread.present >= 200) {
    add('near-constant', `has one value in ${percent(spread.mostFrequent / spread.present)} of its rows`, 'nearly the same value in every row')
  }
  return found
}

/** Texts that never repeat; numbers that never do and are called an id; keys that hardly repeat and are called one. */
function isIdentifier({ name, spread, key, isText, texts }: ExaminedColumn, rows: number): boolean {
  if (spread.present < 20 || spread.distinct < spread.present / 2 || spread.present < rows / 2) return false
  const unique = spread.distinct === spread.present
  // Measurements with a stray text among them are no names of rows.
  const names = isText && texts.numbers <= texts.others
  return (unique && names) || (isIdentifierName(name) && (unique || key !== null))
}

/** How bad suspicions of a column are: nothing but a note where the column is left out anyway. */
function findingOf(column: ExaminedColumn, suspicions: readonly Suspicion[]): Finding | null {
  const [worst] = suspicions
  if (worst === undefined) return null
  const sentence = `${column.name} ${suspicions.map((s) => s.evidence.replace(/^alone it /, '')).join(', and it ')}${column.isFeature ? '' : '; it is left out'}.`
  const harms: Readonly<Record<Suspicion['kind'], number>> = { 'target-copy': 1, giveaway: 1, index: 0.9, identifier: 0.6, constant: 0.08, 'near-constant': 0.04 }
  const noted = worst.kind === 'giveaway' || worst.kind === 'target-copy' ? 0.03 : 0.01
  if (!column.isFeature && (worst.kind === 'constant' || worst.kind === 'near-constant')) return null
  return { kind: worst.kind, column: column.name, harm: column.isFeature ? harms[worst.kind] : noted, sentence, evidenceRows: 0, remedy: worst.remedy }
}

export interface Duplicates {
  readonly rows: number
  readonly groups: number
}

/** All findings, the most harmful first. */
export function allFindings(examined: ExaminedRows, columns: readonly ExaminedColumn[], duplicates: Duplicates, recipe: Recipe): Finding[] {
  const { rows } = examined
  const findings = [
    ...columns.map((column) => findingOf(column, suspicionsOf(column, examined.columns.table.rows, recipe))),
    twins(examined, columns, duplicates, recipe),
    sharedKey(columns, rows.length, recipe),
    conflicts(examined, recipe),
    duplicated(duplicates, examined.columns.table.rows, recipe),
    sortedByTarget(examined, recipe),
    ...classSizes(examined, recipe),
    smallParts(examined, recipe),
    missingTarget(examined, recipe),
    ...columns.flatMap((column) => cells(column)),
    rejectedLines(examined),
  ]
  return findings.filter((f): f is Finding => f !== null).sort((a, b) => b.harm - a.harm)
}

function twins({ twins: { rows, of, groups: showing, file }, groups }: ExaminedRows, columns: readonly ExaminedColumn[], duplicates: Duplicates, recipe: Recipe): Finding | null {
  if (rows === 0) return null
  const share = rows / of
  return {
    kind: 'twins', column: null, harm: share < 0.001 ? share : Math.min(0.95, 0.1 + share),
    evidenceRows: file === null ? rows : showing.reduce((sum, group) => sum + group.length, 0),
    sentence:
      file === null
        ? `${count(rows)} of ${count(of)} test rows (${percent(share)}) have an exact twin outside the test part: a model can know them by heart.`
        : `${count(rows)} of ${count(of)} test rows of ${file} (${percent(share)}) have an exact twin in this table: a model can know them by heart.`,
    remedy: file === null ? remedyForTwins(columns, duplicates, groups.reduce((sum, group) => sum + group.length, 0), recipe) : dropTestTwins,
  }
}

/** What would part most of the twins: keeping a key together, or dropping rows that are equal in every column. */
function remedyForTwins(columns: readonly ExaminedColumn[], duplicates: Duplicates, equalRows: number, recipe: Recipe): Remedy | null {
  const [key] = rankKeys(columns)
  if (key !== undefined && key.equalRows > equalRows / 2 && recipe.split.group !== key.column) return keepTogether(key.column)
  const alreadyDropped = recipe.rows.some((step) => step.kind === 'drop-duplicates')
  return !alreadyDropped && duplicates.rows + duplicates.groups > equalRows / 2 ? dropDuplicates : null
}

const keepTogether = (column: string): Remedy => ({ kind: 'split-by-group', label: `Keep rows with the same ${column} together`, column })
/** The test file stays as it is: what others reached on it must stay comparable. */
const dropTestTwins: Remedy = { kind: 'add-row-step', label: 'Leave out rows that are in the test file', step: { kind: 'drop-test-twins' } }
const dropDuplicates: Remedy = { kind: 'add-row-step', label: 'Drop exact duplicates', step: { kind: 'drop-duplicates' } }

/** The key that would leak most: reported where copies of one thing are at least one row in a hundred. */
function sharedKey(columns: readonly ExaminedColumn[], rows: number, recipe: Recipe): Finding | null {
  const [worst] = rankKeys(columns)
  if (worst === undefined || worst.equalRows < rows / 100) return null
  if (recipe.split.method === 'group' && recipe.split.group === worst.column) return null
  const share = worst.repeatedRows / rows
  return {
    kind: 'shared-key', column: worst.column, harm: Math.min(0.96, 0.11 + worst.equalRows / rows), evidenceRows: worst.repeatedRows,
    sentence: `${worst.column} repeats in ${rowsOf(worst.repeatedRows)} (${percent(share)}); ${percent(worst.sharedRows / rows)} of all rows share theirs with another ${recipe.target}. The split must keep them together.`,
    remedy: keepTogether(worst.column),
  }
}

/** Candidates for a grouping key, those that would leak most first. */
export function rankKeys(columns: readonly ExaminedColumn[]) {
  return columns.flatMap((c) => (c.key === null || c.spread.isIndex ? [] : [c.key])).sort((a, b) => b.leak - a.leak)
}

function conflicts({ conflicts: found, rows }: ExaminedRows, recipe: Recipe): Finding | null {
  if (found.rows === 0) return null
  const best = found.ceilingAccuracy === null ? `R² ${(found.ceilingR2 ?? 1).toFixed(3)}` : `${percent(found.ceilingAccuracy)} accuracy`
  const lost = 1 - (found.ceilingAccuracy ?? found.ceilingR2 ?? 1)
  return {
    kind: 'conflicts', column: null, harm: Math.min(0.9, lost), evidenceRows: found.rows,
    sentence: `${rowsOf(found.rows)} (${percent(found.rows / rows.length)}) have the same features as others and another ${recipe.target}: no model can pass ${best} on this table.`,
    remedy: { kind: 'add-row-step', label: 'Keep what most equal rows say', step: { kind: 'conflicting-labels', keep: 'majority' } },
  }
}

function duplicated({ rows, groups }: Duplicates, total: number, recipe: Recipe): Finding | null {
  if (rows === 0 || recipe.rows.some((step) => step.kind === 'drop-duplicates')) return null
  return {
    kind: 'duplicates', column: null, harm: Math.min(0.5, rows / total), evidenceRows: rows + groups,
    sentence: `${rows === 1 ? '1 row repeats' : `${count(rows)} rows repeat`} an earlier one exactly, in ${groups === 1 ? '1 group' : `${count(groups)} groups`}.`,
    remedy: dropDuplicates,
  }
}

function sortedByTarget({ sorted }: ExaminedRows, recipe: Recipe): Finding | null {
  if (!sorted) return null
  const torn = recipe.split.method === 'ordered' && recipe.split.column === undefined
  return {
    kind: 'sorted-by-target', column: recipe.target, harm: torn ? 0.97 : 0.02, evidenceRows: 0,
    sentence: torn
      ? `The file is sorted by ${recipe.target}, and the split takes the last rows for the test: what is tested was never trained on.`
      : `The file is sorted by ${recipe.target}. The split does not go by the order of the rows, so nothing has to be done.`,
    remedy: torn ? { kind: 'split-stratified', label: 'Draw the parts at random within each class' } : null,
  }
}

/** From this ratio of the largest to the smallest class on, accuracy alone misleads. */
const imbalance = 10
const fewRows = 10

function classSizes({ target, rows }: ExaminedRows, recipe: Recipe): Finding[] {
  if (target.kind !== 'classes') return []
  const counts = countClasses(target, rows)
  const largest = Math.max(...counts)
  const smallest = Math.min(...counts)
  const nameOf = (n: number) => target.names[counts.indexOf(n)] ?? ''
  const findings: Finding[] = []
  if (largest >= imbalance * smallest) {
    findings.push({
      kind: 'imbalance', column: recipe.target, harm: Math.min(0.4, 0.1 + largest / rows.length / 4), evidenceRows: 0,
      sentence: `${nameOf(largest)} has ${rowsOf(largest)} and ${nameOf(smallest)} has ${count(smallest)}: always saying ${nameOf(largest)} is right in ${percent(largest / rows.length)} of the rows. Look at macro F1 beside accuracy.`,
      remedy: null,
    })
  }
  const rare = counts.filter((n) => n < fewRows).length
  if (rare > 0 && rare < counts.length) {
    const parts = 1 + (recipe.split.validation > 0 ? 1 : 0) + (recipe.split.test > 0 ? 1 : 0)
    const impossible = counts.filter((n) => n < parts).length
    findings.push({
      kind: 'rare-classes', column: recipe.target, harm: 0.12, evidenceRows: counts.filter((n) => n < fewRows).reduce((a, b) => a + b, 0),
      sentence: `${rare === 1 ? '1 class has' : `${count(rare)} classes have`} fewer than ${fewRows} rows${impossible > 0 ? `, ${count(impossible)} of them too few to be in every part` : ''}: figures per class mean little there.`,
      remedy: null,
    })
  }
  return findings
}

/** A part with fewer rows says little: one row of 20 is five points of accuracy. */
const fewInPart = 20

function smallParts({ split: { summary } }: ExaminedRows, recipe: Recipe): Finding | null {
  const small = (['validation', 'test'] as const).flatMap((part) => (summary[part] > 0 && summary[part] < fewInPart ? [{ part, rows: summary[part] }] : []))
  const [first, second] = small
  if (first === undefined) return null
  const fewest = Math.min(...small.map(({ rows }) => rows))
  const has = second === undefined ? `The ${first.part} part has ${rowsOf(first.rows)}` : `The validation part has ${rowsOf(first.rows)} and the test part ${count(second.rows)}`
  const so = recipe.task === 'classification' ? `one row more or less right moves its accuracy by ${(100 / fewest).toFixed(fewest < 10 ? 0 : 1)} points` : 'a single odd row decides its figures'
  return {
    kind: 'few-rows', column: null, harm: fewest < fewInPart / 2 ? 0.35 : 0.12, evidenceRows: 0,
    sentence: `${has}: ${so}. Believe a figure only over several splits.`,
    remedy: null,
  }
}

function missingTarget({ missingTarget: missing, columns }: ExaminedRows, recipe: Recipe): Finding | null {
  if (missing === 0) return null
  const handled = recipe.rows.some((step) => step.kind === 'drop-missing-target')
  return {
    kind: 'missing-target', column: recipe.target, harm: handled ? 0.02 : 0.5, evidenceRows: missing,
    sentence: `${recipe.target} is missing in ${rowsOf(missing)} (${percent(missing / columns.table.rows)})${handled ? ', which are left out' : ''}.`,
    remedy: handled ? null : { kind: 'add-row-step', label: 'Drop rows without a target', step: { kind: 'drop-missing-target' } },
  }
}

/** Nine of ten texts are numbers: the others are slips. */
const mostlyNumbers = 0.9

function cells({ name, texts, infinite, isFeature }: ExaminedColumn): Finding[] {
  const findings: Finding[] = []
  const stray = texts.others
  if (stray > 0 && texts.numbers >= (texts.numbers + stray) * mostlyNumbers) {
    findings.push({
      kind: 'stray-text', column: name, harm: isFeature ? 0.2 : 0.05, evidenceRows: stray,
      sentence: `${name} holds numbers except in ${rowsOf(stray)}, so it is read as categories.`,
      remedy: { kind: 'set-type', label: `Read ${name} as numbers; ${rowsOf(stray)} ${stray === 1 ? 'becomes' : 'become'} missing`, column: name, type: 'number' },
    })
  }
  if (infinite > 0) {
    findings.push({ kind: 'infinite', column: name, harm: isFeature ? 0.05 : 0.01, evidenceRows: infinite, sentence: `${name} is infinite in ${rowsOf(infinite)}; they count as missing.`, remedy: null })
  }
  return findings
}

function rejectedLines({ columns }: ExaminedRows): Finding | null {
  const { rejectedRows, rows } = columns.table
  if (rejectedRows === 0) return null
  return {
    kind: 'rejected-lines', column: null, harm: Math.min(0.5, 0.05 + rejectedRows / (rows + rejectedRows)), evidenceRows: 0,
    sentence: `${rejectedRows === 1 ? '1 line' : `${count(rejectedRows)} lines`} of the file could not be read and ${rejectedRows === 1 ? 'is' : 'are'} not among the rows.`,
    remedy: null,
  }
}
