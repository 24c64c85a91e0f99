import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Core } from '@core/core'
import { comparedParts } from '@shared/compare/comparison'
import type { Comparison } from '@shared/compare/comparison'
import { differenceText, metricText } from '@shared/compare/number-words'
import { csvReport } from '@shared/compare/report/csv-report'
import { htmlReport } from '@shared/compare/report/html-report'
import { markdownReport } from '@shared/compare/report/markdown-report'
import type { ReportInput } from '@shared/compare/report/report-input'
import type { CompareEvent } from '@shared/engine/analysis-methods'
import { CrossfadeError } from '@shared/errors'
import { exitCodes } from '../exit-code'
import type { Session } from '../session'
import { textTable } from '../text-table'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'

/** The files a comparison can be taken away as, by flag. */
const reports: Readonly<Record<string, (input: ReportInput) => string>> = { html: htmlReport, csv: csvReport, markdown: markdownReport }

export const compareVerb: Verb = {
  name: 'compare',
  args: 'RUN RUN…',
  summary: 'Set runs side by side, and say whether their differences are real. RUN is an id, a unique prefix of one, or a unique name.',
  least: 2,
  most: 20,
  flags: [
    { name: 'baseline', kind: 'text', value: 'RUN', help: 'the run that the others are held against (default: the first)' },
    { name: 'on', kind: 'choice', choices: comparedParts, help: 'which rows (default: test where all runs are scored on them, else validation)' },
    { name: 'html', kind: 'text', value: 'FILE', help: 'write a report that opens in any browser, without a network' },
    { name: 'csv', kind: 'text', value: 'FILE', help: 'write all figures as one table' },
    { name: 'markdown', kind: 'text', value: 'FILE', help: 'write the report as Markdown' },
    workspaceFlag,
    jsonFlag,
    helpFlag,
  ],
  examples: ['compare small wide', 'compare r-2026 wide --baseline small --html report.html'],
  run: async (session) => {
    const { core, flags, json, positionals, terminal, interrupted } = session
    const services = await core()
    const showProgress = (event: CompareEvent) => {
      if (event.kind === 'progress') terminal.progress(`${event.doing} ${Math.floor(event.share * 100)} %`)
    }
    const comparison = await services.comparisons.compare(
      { runs: positionals, baseline: flags.text('baseline'), on: flags.choice('on', comparedParts) },
      { signal: interrupted, onEvent: showProgress },
    )
    terminal.progress(null)
    await writeReports(comparison, services, session)
    terminal.print(json ? JSON.stringify(comparison) : inWords(comparison))
    return exitCodes.done
  },
}

async function writeReports(comparison: Comparison, services: Core, { flags, terminal }: Session): Promise<void> {
  const wanted = Object.entries(reports).filter(([name]) => flags.has(name))
  if (wanted.length === 0) return
  const details = await Promise.all(comparison.runs.map(({ id }) => services.runs.get(id)))
  const curves = Object.fromEntries(details.map(({ record, metrics }) => [record.id, metrics]))
  const input: ReportInput = { comparison, madeAt: new Date().toISOString(), curves }
  for (const [name, make] of wanted) {
    const path = resolve(flags.text(name) ?? '')
    await writeFile(path, make(input)).catch((thrown: unknown) => {
      const why = thrown instanceof Error ? thrown.message : String(thrown)
      throw new CrossfadeError('invalid-argument', `--${name}: ${path} cannot be written (${why}). Name another place.`)
    })
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
    ...reasons.map(({ message, advice }) => `Cannot be compared: ${message}\n  ${advice}`),
    textTable([{ title: `on ${on} rows`, ...left }, ...names.map((title) => ({ title, ...right })), { title: metrics.some((row) => row.ensemble !== null) ? 'mean of scores' : '', ...right }], values),
    differences.length === 0 ? 'All settings are the same.' : textTable([{ title: 'setting', ...left }, ...names.map((title) => ({ title, ...left }))], differences.map(({ label, texts }) => [label, ...texts])),
    ...[...settings, ...pairs].map(({ sentence }) => sentence),
  ]
  return blocks.join('\n\n')
}
