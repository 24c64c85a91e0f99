import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Core } from '@core/core'
import { readCompareConfig, writeCompareConfig } from '@shared/compare/compare-config'
import type { CompareConfig } from '@shared/compare/compare-config'
import { comparedParts } from '@shared/compare/comparison'
import type { Comparison } from '@shared/compare/comparison'
import { bytesText, countText, differenceText, durationText, metricText } from '@shared/compare/number-words'
import { csvReport } from '@shared/compare/report/csv-report'
import { htmlReport } from '@shared/compare/report/html-report'
import { markdownReport } from '@shared/compare/report/markdown-report'
import type { ReportInput } from '@shared/compare/report/report-input'
import type { CompareEvent } from '@shared/engine/analysis-methods'
import { CrossfadeError } from '@shared/errors'
import { runId } from '@shared/run/run-record'
import { exitCodes } from '../exit-code'
import type { Session } from '../session'
import { textTable } from '../text-table'
import { UsageError } from '../usage-error'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'

/** The files a comparison can be taken away as, by flag. */
const reports: Readonly<Record<string, (input: ReportInput) => string>> = { html: htmlReport, csv: csvReport, markdown: markdownReport }

export const compareVerb: Verb = {
  name: 'compare',
  args: 'RUN RUN…',
  summary: 'Set runs side by side, and say whether their differences are real. RUN is an id, a unique prefix of one, or a unique name.',
  least: 0,
  most: 20,
  flags: [
    { name: 'baseline', kind: 'text', value: 'RUN', help: 'the run that the others are held against (default: the first)' },
    { name: 'on', kind: 'choice', choices: comparedParts, help: 'which rows (default: test where all runs are scored on them, else validation)' },
    { name: 'key', kind: 'text', value: 'COL', help: 'rows that share a value of this column count as one: resample them together' },
    { name: 'html', kind: 'text', value: 'FILE', help: 'write a report that opens in any browser, without a network' },
    { name: 'csv', kind: 'text', value: 'FILE', help: 'write all figures as one table' },
    { name: 'markdown', kind: 'text', value: 'FILE', help: 'write the report as Markdown' },
    { name: 'config', kind: 'text', value: 'FILE', help: 'compare what this file says ("Copy as config" on the Compare screen, or --save-config)' },
    { name: 'save-config', kind: 'text', value: 'FILE', help: 'write a file that opens this comparison again, here or in the window' },
    workspaceFlag,
    jsonFlag,
    helpFlag,
  ],
  examples: ['compare small wide', 'compare r-2026 wide --baseline small --html report.html', 'compare --config compare.json'],
  run: async (session) => {
    const { core, flags, json, positionals, terminal, interrupted } = session
    const config = await configOf(session)
    const runs = config?.runs ?? positionals
    if (runs.length < 2) throw new UsageError('Write: crossfade compare RUN RUN… or crossfade compare --config FILE. "crossfade compare --help" explains it.')
    const services = await core()
    const showProgress = (event: CompareEvent) => {
      if (event.kind === 'progress') terminal.progress(`${event.doing} ${Math.floor(event.share * 100)} %`)
    }
    const comparison = await services.comparisons.compare(
      { runs, baseline: flags.text('baseline') ?? config?.baseline, on: flags.choice('on', comparedParts) ?? config?.on, key: flags.text('key') ?? config?.key },
      { signal: interrupted, onEvent: showProgress },
    )
    terminal.progress(null)
    await writeReports(comparison, services, session)
    if (flags.has('save-config')) await saveConfig(comparison, config, session)
    terminal.print(json ? JSON.stringify(comparison) : inWords(comparison))
    return exitCodes.done
  },
}

/** What --config says; null without it. Throws `config-invalid`, `file-unreadable`. */
async function configOf({ flags, positionals }: Session): Promise<CompareConfig | null> {
  const named = flags.text('config')
  if (named === undefined) return null
  if (positionals.length > 0) throw new UsageError('--config names the runs: leave the others out.')
  const path = resolve(named)
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    throw new CrossfadeError('file-unreadable', `--config: ${path} cannot be read (${thrown instanceof Error ? thrown.message : String(thrown)}).`)
  })
  return readCompareConfig(text, path)
}

async function saveConfig(comparison: Comparison, opened: CompareConfig | null, { flags, terminal }: Session): Promise<void> {
  const path = resolve(flags.text('save-config') ?? '')
  const runs = comparison.runs.map(({ id }) => runId.parse(id))
  const key = flags.text('key') ?? opened?.key
  const config: CompareConfig = {
    version: 1,
    kind: 'comparison',
    runs,
    baseline: runId.parse(comparison.baseline),
    on: comparison.on,
    ...(key === undefined ? {} : { key }),
    epoch: opened?.epoch ?? 'best',
    onlyDifferences: opened?.onlyDifferences ?? true,
  }
  await writeFile(path, writeCompareConfig(config)).catch(refuseToWrite('save-config', path))
  terminal.say(`Wrote ${path}`)
}

const refuseToWrite = (flag: string, path: string) => (thrown: unknown): never => {
  const why = thrown instanceof Error ? thrown.message : String(thrown)
  throw new CrossfadeError('invalid-argument', `--${flag}: ${path} cannot be written (${why}). Name another place.`)
}

async function writeReports(comparison: Comparison, services: Core, { flags, terminal }: Session): Promise<void> {
  const wanted = Object.entries(reports).filter(([name]) => flags.has(name))
  if (wanted.length === 0) return
  const curves = await services.comparisons.curves(comparison.runs.map(({ id }) => id))
  const input: ReportInput = { comparison, madeAt: new Date().toISOString(), curves }
  for (const [name, make] of wanted) {
    const path = resolve(flags.text(name) ?? '')
    await writeFile(path, make(input)).catch(refuseToWrite(name, path))
    terminal.say(`Wrote ${path}`)
  }
}

function inWords(comparison: Comparison): string {
  const { runs, metrics, pairs, settings, reasons, differences, on } = comparison
  const left = { align: 'left' } as const
  const right = { align: 'right' } as const
  const names = runs.map(({ name }, i) => (i === 0 ? `${name} (baseline)` : name))
  const values = metrics.map((row) => [
    row.label,
    ...row.cells.map(({ value, delta, best }) => `${metricText(row.metric, value)}${delta === null ? '' : ` ${differenceText(row.metric, delta)}`}${best ? ' *' : '  '}`),
    row.ensemble === null ? '' : metricText(row.metric, row.ensemble),
  ])
  const blocks = [
    ...runs.flatMap(({ name, testSeen }) => (testSeen === undefined ? [] : [`${name}: ${testSeen}`])),
    ...reasons.map(({ message, advice }) => `Cannot be compared: ${message}\n  ${advice}`),
    textTable([{ title: `on ${on} rows`, ...left }, ...names.map((title) => ({ title, ...right })), { title: metrics.some((row) => row.ensemble !== null) ? 'mean of scores' : '', ...right }], values),
    differences.length === 0 ? 'All settings are the same.' : textTable([{ title: 'setting', ...left }, ...names.map((title) => ({ title, ...left }))], differences.map(({ label, texts }) => [label, ...texts])),
    textTable(
      [{ title: 'run', ...left }, { title: 'id', ...left }, ...['epochs', 'parameters', 'model size', 'time an epoch', 'training time', 'seed'].map((title) => ({ title, ...right }))],
      runs.map((run) => [run.name, run.id, countText(run.epochs), countText(run.parameters), bytesText(run.bytes), durationText(run.medianEpochMs), durationText(run.trainMs), run.kind === 'ensemble' ? '–' : String(run.seed)]),
    ),
    ...[...settings, ...pairs].map(({ sentence }) => sentence),
  ]
  return blocks.join('\n\n')
}
