import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { pipeline as pipelineSchema } from '@shared/recipe/pipeline'
import type { Recipe } from '@shared/recipe/recipe'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { auditTable } from './audit/audit'
import { findEvidence } from './audit/evidence'
import { exploreTable } from './explore'
import { columnNames } from './file/column-names'
import { toCsv } from './fixtures/made-table'
import { openTable } from './open-table'
import { readPage } from './page'
import { prepare } from './prepare/prepare'
import { TableStore } from './table/table-store'
import { transformFile } from './transform'

const context = { emit: () => undefined, signal: new AbortController().signal }
let folder: string
let store: TableStore
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "crossfade-'; DROP TABLE t1; --\"-"))
  store = new TableStore()
})
afterAll(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true })
})

const nasty = fc.constantFrom(
  '__proto__', 'constructor', "'", '"', "');--", '"; DROP TABLE t1; --', '<img src=x onerror=alert(1)>', '😀', 'a\nb', "''", '$1', '?', '{{x}}', '%s',
  'c0', 'rowid', 'row', 'n1', 'SELECT', '*', '\\', '\\0', '\0', 'é', ' spaced ', '`', 'x=y', '(missing)', '-1', '1e5', 'NaN', 'inf', '{"a":1}', 'toString',
)
const text = fc.oneof(nasty, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }))
/** What a CSV file can carry: no lone carriage returns, which are line ends to some and not to others. */
const cell = text.map((t) => t.replace(/\r/g, '?'))
const cellOrNone = fc.oneof({ weight: 8, arbitrary: cell }, { weight: 1, arbitrary: fc.constant(null) })
const tableOf = fc.record({
  names: fc.array(cell, { minLength: 3, maxLength: 3 }),
  rows: fc.array(fc.tuple(cellOrNone, cellOrNone), { minLength: 12, maxLength: 30 }),
  // Infinite numbers count as missing: among numbers such a class is none.
  classes: fc.tuple(cell, cell).filter(([a, b]) => a !== b && !([a, b].includes('inf') && [a, b].some((c) => c.trim() !== '' && Number.isFinite(Number(c))))),
})

let runs = 0

it('names and cells of any kind go through the whole path as they are', async () => {
  await fc.assert(
    fc.asyncProperty(tableOf, async ({ names, rows, classes }) => {
      const cells = rows.map(([a, b], i) => [a, b, classes[i % 2] ?? ''])
      const path = join(folder, `${++runs}'"; --.csv`)
      await writeFile(path, toCsv(names, cells))
      const reading = { format: 'csv' as const, delimiter: ',', quote: '"', header: true, encoding: 'utf-8' as const, decimal: '.' as const, thousands: '' as const, na: [] }
      const source = { path, reading, tmp: join(folder, 'tmp') }

      const opened = await openTable(store, source, context)
      const expected = columnNames(names, true)
      expect(opened.columns.map((c) => c.name)).toEqual(expected)
      expect(opened.rows).toBe(rows.length)

      const page = await readPage(store, { ...source, offset: 0, limit: 100 })
      expect(page.rows).toEqual(cells.map((row) => row.map((c) => (c === '' ? null : c))))
      const [first, second, target] = expected as [string, string, string]
      const wanted = cells[0]?.[2] ?? ''
      const filter = `"${target.replace(/"/g, '""')}" in ('${wanted.replace(/'/g, "''")}') and not "${first.replace(/"/g, '""')}" contains 'no such text'`
      expect((await readPage(store, { ...source, offset: 0, limit: 100, filter, sort: { column: second, descending: true } })).total).toBe(Math.ceil(rows.length / 2))

      const recipe: Recipe = {
        task: 'classification',
        target,
        columns: { features: [first, second], ignored: [], types: Object.fromEntries([first, second].filter((n) => n !== '__proto__').map((n) => [n, 'category'])) },
        rows: [{ kind: 'drop-missing-target' }, { kind: 'filter', expression: filter.replace(/ in \(.*?\) and/s, ' is not missing and') }],
        steps: [
          { kind: 'impute-number', columns: 'all', method: 'median', indicator: true },
          { kind: 'impute-category', columns: 'all', method: 'own-category' },
        ],
        split: { method: 'stratified', validation: 0.1, test: 0.2, seed: 1 },
      }
      const audit = await auditTable(store, { ...source, recipe }, context)
      expect(audit.features).toEqual([first, second])
      for (const { kind, column } of audit.findings) await findEvidence(store, { ...source, recipe, kind, column, offset: 0, limit: 10 })
      const explored = await exploreTable(store, { ...source, recipe }, context)
      expect(explored.association.map((a) => a.column).sort()).toEqual([first, second].sort())

      const made = await prepare(store, { ...source, sha256: opened.sha256, recipe, cache: join(folder, 'cache') }, context)
      // Classes that are numbers are written alike; all others as they are.
      if (!classes.every((c) => Number.isFinite(Number(c)))) expect(new Set(made.classes)).toEqual(new Set(classes))
      const pipeline = pipelineSchema.parse(JSON.parse(await readFile(join(made.dir, 'pipeline.json'), 'utf8')))
      expect(pipeline.columns.map((c) => c.name)).toEqual([first, second])
      const again = await transformFile(store, { ...source, pipeline, out: join(folder, 'out') }, context)
      expect(again).toMatchObject({ rows: rows.length, missingColumns: [] })
    }),
    { numRuns: 60 },
  )
}, 180_000)
