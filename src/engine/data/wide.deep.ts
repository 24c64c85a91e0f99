import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openTable } from './open-table'
import { TableStore } from './table/table-store'

it('opens a table of 10,000 columns', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crossfade-wide-'))
  const store = new TableStore()
  try {
    const path = join(folder, 'wide.csv')
    const line = (cell: (i: number) => string) => Array.from({ length: 10_000 }, (_, i) => cell(i)).join(',')
    await writeFile(path, `${[line((i) => `f${i}`), ...Array.from({ length: 20 }, (_, r) => line((i) => String((i * r) % 17)))].join('\n')}\n`)
    const table = await openTable(store, { path, reading: {}, tmp: join(folder, 'tmp') }, { emit: () => undefined, signal: new AbortController().signal })
    expect([table.rows, table.columns.length, table.columns[9999]?.type]).toEqual([20, 10_000, 'number'])
  } finally {
    store.close()
    await rm(folder, { recursive: true, force: true })
  }
})
