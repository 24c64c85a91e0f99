import type { Comparison, MetricTest } from '../comparison'
import { besideValue, bytesText, countText, differenceText, durationText, metricText, pText, testIntervalText, testText } from '../number-words'
import { changedClasses } from './charts'
import { classSpreadRows, methodWords, partWords } from './report-input'
import type { ReportInput } from './report-input'

/** The comparison as Markdown, for notes, issues and pull requests. */
export function markdownReport(input: ReportInput): string {
  const { comparison } = input
  const { runs, reasons, pairs, settings, differences, metrics } = comparison
  const mean = metrics.some((row) => row.ensemble !== null)
  const names = runs.map(({ name, id }) => (id === comparison.baseline ? `${name} (baseline)` : name))
  const blocks = [
    '# Comparison',
    `Made with Crossfade on ${input.madeAt.slice(0, 16).replace('T', ' ')} UTC. All numbers are of the ${partWords(input)}.`,
    ...(reasons.length === 0 ? [] : ['**These runs cannot all be compared: nothing is ranked.**', reasons.map(({ message, advice }) => `- ${plain(`${message} ${advice}`)}`).join('\n')]),
    ...(pairs.length + settings.length === 0
      ? []
      : ['## Verdicts', [...settings.map((one) => ({ sentence: one.sentence, verdict: one.tests[0]?.verdict ?? 'cannot tell' })), ...pairs].map(({ verdict, sentence }) => `- **${verdict}**: ${plain(sentence)}`).join('\n')]),
    '## Metrics',
    table(
      ['Metric', ...names, ...(mean ? ['Mean of their scores'] : [])],
      metrics.map((row) => [
        row.caution === null || !comparison.comparable ? row.label : `${row.label} (not ranked)`,
        ...row.cells.map((cell) => {
          const beside = besideValue(row.metric, cell)
          const interval = beside === null ? '' : ` (${beside})`
          const text = `${metricText(row.metric, cell.value)}${interval}${cell.delta === null ? '' : ` ${differenceText(row.metric, cell.delta)}`}`
          return cell.best ? `**${text}**` : text
        }),
        ...(mean ? [metricText(row.metric, row.ensemble)] : []),
      ]),
    ),
    ...testBlocks(input),
    ...repeatBlocks(comparison),
    '## Settings that differ',
    differences.length === 0 ? 'All settings are the same.' : table(['Setting', ...names], differences.map(({ label, texts }) => [label, ...texts])),
    ...pairs.flatMap((pair) => classBlocks(comparison, pair)),
    '## Runs',
    table(
      ['Run', 'Id', 'Epochs', 'Parameters', 'Model size', 'Time an epoch', 'Training time', 'Seed'],
      runs.map((run, i) => [names[i] ?? '', run.id, countText(run.epochs), countText(run.parameters), bytesText(run.bytes), durationText(run.medianEpochMs), durationText(run.trainMs), String(run.seed)]),
    ),
  ]
  return `${blocks.join('\n\n')}\n`
}

function testBlocks(input: ReportInput): string[] {
  const { comparison } = input
  const rows = comparison.pairs.flatMap((pair) => pair.tests.map((test) => testRow(comparison, `${nameOf(comparison, pair.b)} against ${nameOf(comparison, pair.a)}`, test)))
  if (rows.length === 0) return []
  return ['## Is it real?', table(['Pair', ...testColumns], rows), methodWords(input)]
}

const testColumns = ['Metric', 'Difference', '95 % interval', 'p', 'Verdict', 'Would have shown', 'Test']

const testRow = (comparison: Comparison, who: string, test: MetricTest): string[] => [
  who,
  comparison.metrics.find(({ metric }) => metric === test.metric)?.label ?? test.metric,
  differenceText(test.metric, test.difference),
  testIntervalText(test),
  pText(test.adjustedP).replace('= ', ''),
  test.verdict,
  test.detectable === null ? '–' : differenceText(test.metric, test.detectable, false),
  testText(test.test),
]

function repeatBlocks(comparison: Comparison): string[] {
  const groups = comparison.repeats.filter(({ runs }) => runs.length > 1)
  if (groups.length === 0) return []
  const metrics = [...new Set(groups.flatMap((group) => group.metrics.map(({ metric }) => metric)))]
  const rows = groups.map((group) => [
    group.name,
    String(group.runs.length),
    ...metrics.map((metric) => {
      const found = group.metrics.find((one) => one.metric === metric)
      return found === undefined ? '–' : `${metricText(metric, found.mean)} ± ${differenceText(metric, found.standardDeviation, false)}`
    }),
  ])
  const labels = metrics.map((metric) => comparison.metrics.find((row) => row.metric === metric)?.label ?? metric)
  const spread = classSpreadRows(comparison)
  const settingName = (place: number): string => comparison.repeats[place]?.name ?? ''
  const tests = comparison.settings.flatMap(({ a, b, tests: own }) => own.map((test) => testRow(comparison, `${settingName(b)} against ${settingName(a)}`, test)))
  return [
    '## Repeats',
    'Runs that differ in seeds only: mean ± standard deviation over runs.',
    table(['Setting', 'Runs', ...labels], rows),
    ...(tests.length === 0 ? [] : ['Tests over the runs of each setting:', table(['Settings', ...testColumns], tests)]),
    ...(spread.length === 0 ? [] : ['F1 by class over these runs:', table(['Class', ...groups.map(({ name }) => name)], spread)]),
  ]
}

function classBlocks(comparison: Comparison, pair: Comparison['pairs'][number]): string[] {
  const classes = changedClasses(pair).slice(0, 20)
  if (classes.length === 0) return []
  return [
    `## Where ${plain(nameOf(comparison, pair.b))} differs from ${plain(nameOf(comparison, pair.a))}`,
    table(
      ['Class', 'Rows', 'F1 before', 'F1 after', 'Change'],
      classes.map(({ name, support, f1 }) => [name, countText(support), metricText('macroF1', f1[0]), metricText('macroF1', f1[1]), differenceText('macroF1', (f1[1] ?? 0) - (f1[0] ?? 0))]),
    ),
  ]
}

const nameOf = ({ runs }: Comparison, run: string): string => runs.find(({ id }) => id === run)?.name ?? run

/** Names of runs and classes are what people typed: nothing in them may act as Markdown or HTML. */
const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#]/g, (mark) => `\\${mark}`)

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => (/^\*\*.*\*\*$/.test(cell) ? `**${plain(cell.slice(2, -2))}**` : plain(cell))).join(' | ')} |`
  return [line(head), `| ${head.map((_, i) => (i === 0 ? '---' : '---:')).join(' | ')} |`, ...rows.map(line)].join('\n')
}
