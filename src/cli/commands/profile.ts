import { resolve } from 'node:path'
import { exitCodes } from '../exit-code'
import { textTable } from '../text-table'
import { readingFrom } from '../train/apply-flags'
import { readingFlags } from '../train/train-flags'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'
import { count, decimal, duration } from '../wording'

export const profileVerb: Verb = {
  name: 'profile',
  args: 'FILE',
  summary: 'Read a table and describe its columns.',
  least: 1,
  most: 1,
  flags: [...readingFlags, workspaceFlag, jsonFlag, helpFlag],
  run: async ({ core, flags, json, positionals, terminal }) => {
    const services = await core()
    const began = Date.now()
    const dataset = await services.datasets.open(resolve(positionals[0] ?? ''), readingFrom(flags), ({ doing, share }) => {
      terminal.progress(share === null ? `${doing} …` : `${doing} ${Math.floor(share * 100)} %`)
    })
    const ms = Date.now() - began
    terminal.progress(null)
    const { name, path, sha256, rows, rejectedRows, columns, reading } = dataset
    if (json) {
      terminal.print(JSON.stringify({ file: path, sha256, rows, rejectedRows, columns, reading, rejected: dataset.rejected, ms }))
      return exitCodes.done
    }
    terminal.print(`${name}: ${count(rows)} rows, ${columns.length} columns, read in ${duration(ms)}`)
    for (const { line, reason } of dataset.rejected.slice(0, 5)) terminal.say(`Line ${line} could not be read: ${reason}`)
    if (rejectedRows > 5) terminal.say(`${count(rejectedRows)} lines could not be read in all.`)
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
    return exitCodes.done
  },
}

const edge = (value: number | string | null): string => (typeof value === 'string' ? value.slice(0, 20) : decimal(value))
