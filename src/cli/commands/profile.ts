import { resolve } from 'node:path'
import { exitCodes } from '../exit-code'
import { readingFlags, readingFrom } from '../reading-flags'
import { textTable } from '../text-table'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'
import { count, decimal, duration } from '../wording'

export const profileVerb: Verb = {
  name: 'profile',
  args: 'FILE',
  summary: 'Read a table and describe its columns.',
  least: 1,
  most: 1,
  engine: 'data',
  flags: [{ name: 'sample', kind: 'integer', min: 1, max: 1000, help: 'show N rows as well, evenly spread over the file' }, { name: 'rejected', kind: 'text', value: 'FILE', help: 'write the lines that could not be read to FILE, as a CSV of line number, reason and text' }, ...readingFlags, workspaceFlag, jsonFlag, helpFlag],
  run: async ({ core, flags, json, positionals, terminal, interrupted }) => {
    const services = await core()
    const wanted = flags.number('sample')
    const began = Date.now()
    const dataset = await services.datasets.open(resolve(positionals[0] ?? ''), readingFrom(flags), ({ doing, share }) => {
      terminal.progress(share === null ? `${doing} …` : `${doing} ${Math.floor(share * 100)} %`)
    }, interrupted, wanted !== undefined)
    const ms = Date.now() - began
    terminal.progress(null)
    const { name, path, sha256, rows, rejectedRows, columns, reading } = dataset
    const rejectedFile = flags.text('rejected')
    if (rejectedFile !== undefined) await services.datasets.exportRejected(dataset.id, resolve(rejectedFile), { signal: interrupted })
    const sample = wanted === undefined ? null : await services.datasets.page(dataset.id, { offset: 0, limit: wanted, only: spread(rows, wanted) })
    if (json) {
      const shown = sample === null ? {} : { sample: { columns: sample.columns, rowNumbers: sample.rowNumbers, rows: sample.rows } }
      terminal.print(JSON.stringify({ file: path, sha256, rows, rejectedRows, columns, reading, rejected: dataset.rejected, ...shown, ms }))
      return exitCodes.done
    }
    terminal.print(`${name}: ${count(rows)} rows, ${columns.length} columns, read in ${duration(ms)}`)
    for (const { line, reason } of dataset.rejected.slice(0, 5)) terminal.say(`Line ${line} could not be read: ${reason}`)
    if (rejectedRows > 5) terminal.say(`${count(rejectedRows)} lines could not be read in all.${rejectedFile === undefined ? ' --rejected FILE writes them out.' : ''}`)
    terminal.print(
      textTable(
        [
          { title: 'column', align: 'left' },
          { title: 'type', align: 'left' },
          { title: 'missing', align: 'right' },
          { title: 'distinct', align: 'right' },
          { title: 'min', align: 'right' },
          { title: 'max', align: 'right' },
          { title: 'mean', align: 'right' },
          { title: 'std', align: 'right' },
        ],
        columns.map((column) => [
          column.name === '' ? '(unnamed)' : column.name,
          column.type,
          count(column.missing),
          count(column.distinct),
          edge(column.min),
          edge(column.max),
          decimal(column.mean),
          decimal(column.std),
        ]),
      ),
    )
    if (sample !== null) {
      const titles = ['row', ...sample.columns].map((title) => ({ title, align: 'left' as const }))
      terminal.print('')
      terminal.print(textTable(titles, sample.rows.map((cells, i) => [count((sample.rowNumbers[i] ?? 0) + 1), ...cells.map((cell) => (cell ?? '–').slice(0, 24))])))
    }
    return exitCodes.done
  },
}

/** At most `wanted` row numbers of a table, evenly spread, ascending. */
function spread(rows: number, wanted: number): number[] {
  const count = Math.min(rows, wanted)
  return Array.from({ length: count }, (_, i) => Math.floor((i * rows) / count))
}

/** Whole numbers whole: the last row number of a file of 114,000 is 113,999. */
function edge(value: number | string | null): string {
  if (typeof value === 'string') return value.slice(0, 20)
  return value !== null && Number.isInteger(value) && Math.abs(value) < 1e15 ? count(value) : decimal(value)
}
