import type { Comparison, MetricRow, MetricTest, PairComparison } from '../comparison'
import { besideValue, bytesText, countText, differenceText, durationText, metricText, pText, testIntervalText, testText, valueIntervalText } from '../number-words'
import { bandChart } from './band-chart'
import { calibrationChart, changedClasses, curveChart, differenceChart, dumbbellChart, runClass } from './charts'
import { element, escapeText, svgLine, table } from './markup'
import type { TableCell } from './markup'
import { classSpreadRows, methodWords, partWords } from './report-input'
import type { ReportInput } from './report-input'
import { reportStyle } from './report-style'

/** The comparison as one HTML document that needs nothing else: no network, no script, charts as SVG, each with its numbers in a table. */
export function htmlReport(input: ReportInput): string {
  const { comparison } = input
  const title = `${comparison.runs.map(({ name }) => name).slice(0, 3).join(', ')}${comparison.runs.length > 3 ? ` and ${comparison.runs.length - 3} more` : ''}`
  const body = [
    element('h1', {}, escapeText(`Comparison of ${title}`)),
    element('p', { class: 'note' }, escapeText(`Made with Crossfade on ${input.madeAt.slice(0, 16).replace('T', ' ')} UTC. All numbers are of the ${partWords(input)}.`)),
    legend(comparison),
    banner(comparison),
    ...verdictSection(comparison),
    ...section('Metrics', metricTable(comparison), ...comparison.metrics.slice(0, 1).flatMap((row) => present(differenceChart(comparison, row.metric)))),
    ...testSection(input),
    ...repeatSection(input),
    ...section('Settings that differ', differenceTable(comparison)),
    ...curveSection(input),
    ...comparison.pairs.flatMap((pair) => whereSection(comparison, pair)),
    ...calibrationSection(comparison),
    ...section('Runs', runTable(comparison)),
  ]
  return [
    '<!doctype html>',
    '<html lang="en">',
    element(
      'head',
      {},
      '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
      element('title', {}, escapeText(`Comparison of ${title}`)),
      `<style>${reportStyle}</style>`,
    ),
    element('body', {}, element('main', {}, ...body)),
    '</html>\n',
  ].join('\n')
}

const present = (part: string | null): string[] => (part === null ? [] : [part])

function section(title: string, ...parts: readonly string[]): string[] {
  return parts.length === 0 ? [] : [element('h2', {}, escapeText(title)), ...parts]
}

/** A number stays on the line of its unit, and p on that of its value. */
const unbroken = (text: string): string => text.replace(/(\d) (%|points)/g, '$1\u00a0$2').replace(/\bp ([=<]) /g, 'p\u00a0$1\u00a0')

const nameOf = ({ runs }: Comparison, run: string): string => runs.find(({ id }) => id === run)?.name ?? run

function legend({ runs, baseline }: Comparison): string {
  const keys = runs.map(({ id, name }, place) => {
    const line = element('svg', { width: 24, height: 8, 'aria-hidden': 'true' }, svgLine(0, 4, 24, 4, { class: `${runClass(place)} bar` }))
    return element('span', { class: 'key' }, line, escapeText(id === baseline ? `${name} (baseline)` : name))
  })
  return element('p', {}, ...keys)
}

function banner({ reasons }: Comparison): string {
  if (reasons.length === 0) return ''
  const lines = reasons.map(({ message, advice }) => element('p', {}, escapeText(`${message} ${advice}`)))
  return element('div', { class: 'banner', role: 'note' }, element('p', {}, element('strong', {}, 'These runs cannot all be compared: nothing is ranked.')), ...lines)
}

function verdictSection({ pairs, settings }: Comparison): string[] {
  const items = [
    ...settings.map(({ sentence, tests }) => ({ sentence, verdict: tests[0]?.verdict ?? 'cannot tell' })),
    ...pairs.map(({ sentence, verdict }) => ({ sentence, verdict })),
  ].map(({ sentence, verdict }) => element('li', { class: verdict === 'cannot tell' ? undefined : verdict }, element('strong', {}, escapeText(`${verdict}: `)), escapeText(unbroken(sentence))))
  if (items.length === 0) return []
  const note = 'A pair of runs speaks of these two models. Whether a setting is better takes several runs of each setting, with other seeds.'
  return section('Verdicts', element('ul', { class: 'verdicts' }, ...items), element('p', { class: 'note' }, note))
}

function metricTable({ metrics, runs, on, comparable }: Comparison): string {
  const mean = metrics.some((row) => row.ensemble !== null)
  const columns = [{ title: 'Metric' }, ...runs.map(({ name }) => ({ title: name, numeric: true })), ...(mean ? [{ title: 'Mean of their scores', numeric: true }] : [])]
  const rows = metrics.map((row) => [
    row.caution === null || !comparable ? row.label : `${row.label} (not ranked: ${row.caution.toLowerCase().replace(/\.$/, '')})`,
    ...row.cells.map((_, i) => metricCell(row, i)),
    ...(mean ? [metricText(row.metric, row.ensemble)] : []),
  ])
  return table(`Metrics on the ${on} rows, with 95 % intervals and, below, the difference to the baseline. Best in bold.`, columns, rows)
}

function metricCell(row: MetricRow, i: number): TableCell {
  const cell = row.cells[i]
  if (cell === undefined) return '–'
  const notes = [
    ...present(besideValue(row.metric, cell)),
    ...(cell.delta === null ? [] : [differenceText(row.metric, cell.delta)]),
  ]
  return { text: metricText(row.metric, cell.value), notes, ...(cell.best ? { class: 'best' } : {}) }
}

function testSection(input: ReportInput): string[] {
  const { comparison } = input
  const rows = comparison.pairs.flatMap((pair) => pair.tests.map((test) => testRow(comparison, `${nameOf(comparison, pair.b)} against ${nameOf(comparison, pair.a)}`, test)))
  if (rows.length === 0) return []
  const columns = [{ title: 'Pair' }, ...testColumns]
  return section('Is it real?', table('Paired tests on the same rows. "Would have shown": a true difference of this size is found four times out of five.', columns, rows), element('p', { class: 'note' }, escapeText(methodWords(input))))
}

const testColumns = [
  { title: 'Metric' },
  { title: 'Difference', numeric: true },
  { title: '95 % interval', numeric: true },
  { title: 'p', numeric: true },
  { title: 'p corrected', numeric: true },
  { title: 'Verdict' },
  { title: 'Would have shown', numeric: true },
  { title: 'Test' },
] as const

function testRow(comparison: Comparison, who: string, test: MetricTest): TableCell[] {
  const { metric, detectable } = test
  return [
    who,
    { text: comparison.metrics.find((row) => row.metric === metric)?.label ?? metric, class: 'word' },
    differenceText(metric, test.difference),
    testIntervalText(test),
    pText(test.p).replace('= ', ''),
    pText(test.adjustedP).replace('= ', ''),
    { text: test.verdict, class: test.verdict === 'cannot tell' ? 'word' : test.verdict },
    detectable === null ? '–' : differenceText(metric, detectable, false),
    { text: testText(test.test), class: 'word' },
  ]
}

function repeatSection(input: ReportInput): string[] {
  const { repeats, metrics, settings } = input.comparison
  const groups = repeats.filter(({ runs }) => runs.length > 1)
  if (groups.length === 0) return []
  const shown = metrics.filter((row) => groups.some((group) => group.metrics.some(({ metric }) => metric === row.metric)))
  const columns = [{ title: 'Setting' }, { title: 'Runs', numeric: true }, ...shown.map(({ label }) => ({ title: label, numeric: true }))]
  const rows = groups.map((group) => [
    group.name,
    String(group.runs.length),
    ...shown.map(({ metric }) => {
      const found = group.metrics.find((one) => one.metric === metric)
      if (found === undefined) return '–'
      const text = `${metricText(metric, found.mean)} ± ${differenceText(metric, found.standardDeviation, false)}`
      return { text, notes: found.interval === null ? [] : [valueIntervalText(metric, found.interval)] }
    }),
  ])
  const spread = classSpreadRows(input.comparison)
  const settingName = (place: number): string => repeats[place]?.name ?? ''
  const tests = settings.flatMap(({ a, b, tests: own }) => own.map((test) => testRow(input.comparison, `${settingName(b)} against ${settingName(a)}`, test)))
  return section(
    'Repeats',
    table('Runs that differ in seeds only: mean ± standard deviation over runs, below it the 95 % interval of the mean.', columns, rows),
    ...(tests.length === 0 ? [] : [table('Tests over the runs of each setting.', [{ title: 'Settings' }, ...testColumns], tests)]),
    ...['accuracy', 'rmse', 'loss'].flatMap((metric) => present(bandChart(input, metric))),
    ...(spread.length === 0
      ? []
      : [element('details', {}, element('summary', {}, 'F1 by class over the repeats'), table('F1 by class: mean ± standard deviation over the runs of each setting.', [{ title: 'Class' }, ...groups.map(({ name }) => ({ title: name, numeric: true }))], spread))]),
  )
}

function differenceTable({ differences, runs }: Comparison): string {
  if (differences.length === 0) return element('p', {}, 'All settings are the same.')
  return table('Settings that are not the same in all runs.', [{ title: 'Setting' }, ...runs.map(({ name }) => ({ title: name }))], differences.map(({ label, texts }) => [label, ...texts]))
}

function curveSection(input: ReportInput): string[] {
  const charts = ['accuracy', 'rmse', 'loss'].flatMap((metric) => present(curveChart(input, metric)))
  return section('Curves', ...charts)
}

function whereSection(comparison: Comparison, pair: PairComparison): string[] {
  const { where } = pair
  if (where === null) return []
  const [a, b] = [nameOf(comparison, pair.a), nameOf(comparison, pair.b)]
  const classes = changedClasses(pair)
  const classTable = table(
    `F1 and recall by class under ${a} and ${b}, largest change first (${classes.length} classes changed).`,
    [{ title: 'Class' }, { title: 'Rows', numeric: true }, { title: `F1 of ${a}`, numeric: true }, { title: `F1 of ${b}`, numeric: true }, { title: 'Change', numeric: true }, { title: `Recall of ${a}`, numeric: true }, { title: `Recall of ${b}`, numeric: true }],
    classes.map(({ name, support, f1, recall }) => [
      name,
      countText(support),
      metricText('macroF1', f1[0]),
      metricText('macroF1', f1[1]),
      differenceText('macroF1', (f1[1] ?? 0) - (f1[0] ?? 0)),
      metricText('macroF1', recall[0]),
      metricText('macroF1', recall[1]),
    ]),
  )
  const confusion = table(
    `Mistakes that became more or fewer from ${a} to ${b}.`,
    [{ title: 'Actual' }, { title: 'Predicted' }, { title: a, numeric: true }, { title: b, numeric: true }, { title: 'Change', numeric: true }],
    where.confusion.slice(0, 40).map((cell) => [cell.actual, cell.predicted, countText(cell.a), countText(cell.b), `${cell.b > cell.a ? '+' : '−'}${Math.abs(cell.b - cell.a)}`]),
  )
  const rows = table(`Rows by which of ${a} and ${b} is right.`, [{ title: 'Right' }, { title: 'Rows', numeric: true }], [
    ['both', countText(where.bothRight)],
    [`only ${a}`, countText(where.onlyA)],
    [`only ${b}`, countText(where.onlyB)],
    ['neither', countText(where.bothWrong)],
  ])
  return section(
    `Where ${b} differs from ${a}`,
    element('p', {}, escapeText(`They predict the same class for ${metricText('accuracy', where.agreement)} of the rows.`)),
    rows,
    ...present(dumbbellChart(comparison, pair)),
    element('details', {}, element('summary', {}, 'Classes as a table'), classTable),
    element('details', {}, element('summary', {}, 'Mistakes as a table'), confusion),
  )
}

function calibrationSection(comparison: Comparison): string[] {
  const chart = calibrationChart(comparison)
  if (chart === null) return []
  const rows = comparison.calibration.map(({ run, error, bins }) => [nameOf(comparison, run), metricText('calibrationError', error), countText(bins.reduce((sum, bin) => sum + bin.rows, 0))])
  return section('Calibration', chart, table('Mean distance of confidence and accuracy.', [{ title: 'Run' }, { title: 'Calibration error', numeric: true }, { title: 'Rows', numeric: true }], rows))
}

function runTable({ runs }: Comparison): string {
  const columns = [{ title: 'Run' }, { title: 'Id' }, { title: 'Created' }, { title: 'Status' }, { title: 'Epochs', numeric: true }, { title: 'Scored epoch', numeric: true }, { title: 'Parameters', numeric: true }, { title: 'Model size', numeric: true }, { title: 'Time an epoch', numeric: true }, { title: 'Training time', numeric: true }, { title: 'Seed', numeric: true }]
  return table(
    'The runs.',
    columns,
    runs.map((run) => [run.name, run.id, run.created.slice(0, 16).replace('T', ' '), run.status, countText(run.epochs), countText(run.scoredEpoch), countText(run.parameters), bytesText(run.bytes), durationText(run.medianEpochMs), durationText(run.trainMs), String(run.seed)]),
  )
}
