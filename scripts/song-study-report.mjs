// @ts-check
/** The page docs/song-study.md from what scripts/song-study.mjs measured. Every figure in it comes from a run. */

const percent = (/** @type {number | null | undefined} */ value, digits = 1) => (typeof value === 'number' ? `${(100 * value).toFixed(digits)} %` : '–')
const points = (/** @type {number} */ value) => `${value >= 0 ? '+' : '−'}${Math.abs(100 * value).toFixed(2)} points`
const mean = (/** @type {readonly number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length

/** @param {readonly number[]} values */
function deviation(values) {
  const centre = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(1, values.length - 1))
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
const tableOf = (head, rows) => [`| ${head.join(' | ')} |`, `| ${head.map(() => '---').join(' | ')} |`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n')

/**
 * What McNemar's test says of the accuracy of two models on the same rows.
 * @param {any} comparison
 * @param {number} place of the pair among those with the baseline, from 1
 */
function pairVerdict(comparison, place) {
  const test = comparison.pairs[place - 1]?.tests.find((/** @type {any} */ one) => one.metric === 'accuracy')
  return test === undefined ? 'not comparable' : test.verdict
}

/**
 * Whether what the study said holds, by Welch's test over the seeds.
 * @param {any} claim
 * @param {{ words: string, kind: 'alike' | 'worse', values: readonly unknown[] }} said
 */
function heldAgainst({ groups, compared }, { words, kind, values }) {
  const tests = values.map((value) => {
    const place = groups.findIndex((/** @type {any} */ group) => group.value === value)
    return { value, test: compared.settings.find((/** @type {any} */ one) => one.b === place)?.tests.find((/** @type {any} */ one) => one.metric === 'accuracy') }
  })
  const wanted = kind === 'alike' ? 'cannot tell' : 'worse'
  const against = tests.filter(({ test }) => test?.verdict !== wanted)
  const room = Math.max(...tests.flatMap(({ test }) => (test?.interval ?? []).map(Math.abs)))
  const why = kind === 'alike' ? `no difference can be told; the 95 % intervals leave room for ${(100 * room).toFixed(1)} points at most` : `${tests.map(({ value, test }) => `${value} by ${(100 * Math.abs(test?.difference ?? NaN)).toFixed(1)} points`).join(', ')} worse, which the seeds do not explain`
  const verdict = against.length === 0 ? `**Holds** as far as these seeds see: ${why}.` : `**Does not hold** for ${against.map(({ value, test }) => `${value} (${test?.verdict ?? 'not comparable'})`).join(', ')}.`
  return `The study said that ${words}. ${verdict}`
}

/**
 * @typedef {{ training: { accuracy: number }, validation: { accuracy: number } }} Epoch
 * @typedef {{ best: Epoch, last: Epoch }} Ends
 * @param {readonly Ends[]} runs
 */
function plateauVerdict(runs) {
  const of = (/** @type {(run: Ends) => number} */ value) => percent(mean(runs.map(value)))
  const fits = runs.every((run) => run.last.validation.accuracy < run.best.validation.accuracy && run.last.training.accuracy > run.best.training.accuracy)
  return `The study said that accuracy stays near 30 % and that the network then overfits. **${fits ? 'Holds' : 'Does not hold for every seed'}**: ${of((run) => run.best.validation.accuracy)} on validation rows at best, ${of((run) => run.last.validation.accuracy)} at the end, while training rows go to ${of((run) => run.last.training.accuracy)}. Its guess at the reason was too many categories; what holds it down in the table itself stands below.`
}

/** @param {any} claim a setting with its values, tried over seeds */
function claimSection(claim) {
  const { name, path, groups, compared, bySeed, said } = claim
  const rows = groups.map((/** @type {any} */ group, /** @type {number} */ index) => {
    const values = group.trials.map((/** @type {any} */ trial) => trial.objective ?? 0)
    const setting = compared.settings.find((/** @type {any} */ one) => one.b === index)
    const test = setting?.tests.find((/** @type {any} */ one) => one.metric === 'accuracy')
    const verdict = index === 0 ? 'baseline' : test === undefined ? 'not comparable' : `${test.verdict} (${points(test.difference)}, 95 % ${points(test.interval?.[0] ?? NaN)} to ${points(test.interval?.[1] ?? NaN)}, p = ${test.adjustedP.toPrecision(2)})`
    return [String(group.value), `${percent(mean(values))} ± ${percent(deviation(values))}`, values.map((/** @type {number} */ value) => percent(value)).join(', '), verdict, index === 0 ? '' : bySeed.map((/** @type {any} */ one) => pairVerdict(one, index)).join(', ')]
  })
  return `### ${name} (\`${path}\`)\n\n${tableOf([name, 'validation accuracy', 'by seed', 'the setting: Welch over seeds, Holm', 'the models on the same rows, seed by seed: McNemar, Holm'], rows)}${said.map((/** @type {any} */ one) => `\n\n${heldAgainst(claim, one)}`).join('')}`
}

/** @param {any} run */
const gap = (run) => `${percent(run.last.training.accuracy)} on training rows, ${percent(run.last.validation.accuracy)} on validation rows after ${run.epochs} epochs; best epoch ${run.best.epoch} with ${percent(run.best.validation.accuracy)}`

/** The cells off the diagonal with the most rows, both ways of a pair together. @param {any} evaluation */
function confusedPairs({ classes, validation }) {
  const pairs = []
  for (let a = 0; a < classes.length; a++) {
    for (let b = a + 1; b < classes.length; b++) pairs.push({ a: classes[a], b: classes[b], rows: validation.confusion[a][b] + validation.confusion[b][a] })
  }
  return pairs.sort((x, y) => y.rows - x.rows).slice(0, 8)
}

/** @param {any} found */
export function songReport({ file, small, scale, seeds, audit, claims, plateau, variants, chosen, candidates, best, scored, verdicts, evaluation, cpu, cores }) {
  const key = audit.groups.find((/** @type {any} */ group) => group.column === 'track_id')
  // The choice was made when the last of the ensembles had been kept.
  const decided = Math.max(...candidates.map((/** @type {any} */ one) => one.kept))
  const openedBefore = scored.filter((/** @type {any} */ one) => Date.parse(one.test.scoredAt) <= decided)
  const last = verdicts.pairs[scored.length - seeds - 2]?.tests.find((/** @type {any} */ one) => one.metric === 'accuracy')
  const testAccuracy = scored.slice(0, seeds).map((/** @type {any} */ one) => one.test.metrics.accuracy.value)
  const perClass = [...evaluation.validation.perClass].sort((a, b) => (b.f1 ?? 0) - (a.f1 ?? 0))
  const named = (/** @type {readonly any[]} */ rows) => rows.map((row) => `${row.name} (${percent(row.f1, 0)})`).join(', ')
  return `# The song study

Written by \`node scripts/song-study.mjs ${file}${small ? ' --small' : ''}\`; every figure comes from a run. ${seeds} seeds each; ranked on validation rows, test rows looked at only after the choice.
Machine: ${cpu}, ${cores} cores.${small ? ` **The small version: ${scale.rows.toLocaleString('en')} rows drawn at random and at most ${scale.epochs} epochs, so its figures are lower than those of the whole table, and slow learners (sigmoid units, a rate of 0.0001) have not come to their end.**` : ''}

The study behind Crossfade tried to tell 114 genres by 12 audio features with Keras MLPs, by hand, and stopped near 30 %, "probably too many categories". Here it is again.

## Its claims

Base: [256, 256] relu, softmax, Adam 0.001, batch 256, at most ${scale.epochs} epochs, best weights by validation loss.

${claims.map(claimSection).join('\n\n')}

### Plateau, then overfitting

[512, 512, 256] without early stopping, by seed:

${plateau.runs.map((/** @type {any} */ run) => `- ${gap(run)}`).join('\n')}

${plateauVerdict(plateau.runs)}

## Why it plateaus

- ${audit.conflicts.rows.toLocaleString('en')} of ${audit.rows.toLocaleString('en')} rows have the same features as others and another genre: no model can pass ${percent(audit.conflicts.ceilingAccuracy)} on this table.
- ${percent(key?.share)} of the rows share their track_id with another genre: one song, several labels.
- ${audit.twins.testRows.toLocaleString('en')} test rows (${percent(audit.twins.share)}) have an exact twin outside the test part, so a model that learns rows by heart looks better than it is.
- The genres differ in how well they can be told. F1 on validation rows, best: ${named(perClass.slice(0, 6))}; worst: ${named(perClass.slice(-6))}.
- Most confused with each other: ${confusedPairs(evaluation).map(({ a, b, rows }) => `${a} and ${b} (${rows} rows)`).join(', ')}.

## What moves it

${tableOf(
  ['variant', 'validation accuracy', 'training accuracy', 'parameters'],
  variants.map((/** @type {any} */ one) => [one.name, `${percent(one.mean)} ± ${percent(one.deviation)}`, percent(mean(one.runs.map((/** @type {any} */ run) => run.best.training.accuracy))), one.runs[0].parameters.total.toLocaleString('en')]),
)}

"As it was" is measured on rows with twins and several labels; all others on one row per track_id, whose validation rows are other ones.
The wide networks were found in about a dozen first tries on the same validation rows, which flatters their validation figures a little; the test rows had no part in it.

## On the test rows

Chosen on validation rows among ${variants.length - 1} networks: **${chosen.name}**. Its ${seeds} seeds on ${scored[0].test.rows.toLocaleString('en')} test rows: mean **${percent(mean(testAccuracy))}** ± ${percent(deviation(testAccuracy))}.

${tableOf(
  ['model', 'validation accuracy', 'test accuracy', '95 %', `against the mean of the ${seeds} seeds, on the test rows`],
  scored.map((/** @type {any} */ one, /** @type {number} */ place) => {
    const { value, interval } = one.test.metrics.accuracy
    return [one.name, percent(one.validation.metrics.accuracy.value), percent(value), interval === null ? '–' : `${percent(interval[0])} to ${percent(interval[1])}`, place <= seeds ? '' : pairVerdict(verdicts, place - seeds)]
  }),
)}

${openedText(openedBefore)}

### Which ensemble

Networks and trees put together by the mean of their scores, each member counting once. These are ranked by accuracy on the ${candidates[0].validation.rows.toLocaleString('en')} validation rows. The list was drawn up after first looks at about 35 combinations on the same rows, some of them with trees that count more than once, which flatters the validation figures a little more; the test rows had no part in it.

${tableOf(
  ['ensemble', 'members', 'validation accuracy', 'validation log loss'],
  candidates.map((/** @type {any} */ one) => [one === best ? `**${one.name}**` : one.name, String(one.members), percent(one.validation.metrics.accuracy.value, 2), one.validation.metrics.logLoss.value.toFixed(3)]),
)}

"${candidates[0].name}": the ${seeds} seeds of "${chosen.name}". Chosen: **${best.name}**. ${best === candidates[0] ? 'Nothing that was added to the networks was better.' : bestText(best, scored[scored.length - 1], last, candidates, seeds)}
`
}

/**
 * What was known of the test rows when the ensemble was chosen, as the runs have it on record.
 * @param {readonly any[]} before
 */
function openedText(before) {
  if (before.length === 0) return 'The test rows of all of these were unscored until the ensemble was chosen.'
  const days = [...new Set(before.map(({ test }) => new Date(test.scoredAt).toISOString().slice(0, 10)))].join(', ')
  return `The test rows had been opened before the ensemble was chosen (${days}), for earlier figures of this page: ${before.map(({ name }) => name).join('; ')} ${before.length === 1 ? 'was' : 'were'} scored on them. The ensemble itself was chosen on validation rows, among those listed below, and was unscored on test rows until then. That trees and networks are among its members is not independent of what the earlier figures showed.`
}

/**
 * @param {any} best
 * @param {any} scored
 * @param {any} test of its accuracy against the networks alone
 * @param {readonly any[]} candidates
 * @param {number} seeds
 */
function bestText(best, scored, test, candidates, seeds) {
  const { value, interval } = scored.test.metrics.accuracy
  const compared = test === undefined ? 'It cannot be compared with them.' : `Against the mean of the ${seeds} seeds on the same rows: ${test.verdict}, ${points(test.difference)} (95 % ${points(test.interval?.[0] ?? NaN)} to ${points(test.interval?.[1] ?? NaN)}; McNemar's exact test, p = ${test.adjustedP.toPrecision(2)} after Holm).`
  return `On the test rows, scored once the choice was made, it is right in **${percent(value)}** (95 % ${percent(interval?.[0])} to ${percent(interval?.[1])}). ${compared} Its validation figure, ${percent(best.validation.metrics.accuracy.value, 2)}, is the best of ${candidates.length} and so a little too good; the test figure is not chosen.`
}
