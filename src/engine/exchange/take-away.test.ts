import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { tolerance } from './check/compare-predictions'
import { driftVerdict } from '@shared/run/drift'
import { checkedRows, exportFormats, modelFormats, placeOf } from '@shared/export/formats'

const page = readFileSync('docs/take-away.md', 'utf8')
const words = page.replace(/\s+/g, ' ')

describe('docs/take-away.md', () => {
  it('has a row for every format of a model, with what its place is called', () => {
    const rows = new Map([...page.matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)].map(([, format = '', place = '']) => [format, place]))
    expect([...rows.keys()]).toEqual([...modelFormats])
    for (const [format, place] of rows) {
      const expected = placeOf(format as (typeof modelFormats)[number])
      expect(place).toContain(expected.kind === 'file' ? (expected.endings[0] ?? '') : 'a folder')
    }
    for (const format of exportFormats) expect(page).toMatch(new RegExp(`(\`${format}\`|--format ${format})`))
  })

  it('says how many rows are checked and what may differ', () => {
    expect(words).toContain(`at least ${checkedRows.toLocaleString('en-US')} raw rows`)
    expect(words).toContain(`Scores may differ by ${tolerance.toExponential(0)}`)
    expect(tolerance).toBe(1e-4)
  })

  it('says from where on a column has moved', () => {
    expect(words).toContain('`moved` from an index of 0.1 or 5 % unseen, `far` from 0.25 or 20 %')
    expect([driftVerdict(0.1, 0), driftVerdict(0, 0.05), driftVerdict(0.25, 0), driftVerdict(0, 0.2)]).toEqual(['moved', 'moved', 'far', 'far'])
  })

  it('promises Python programs of 150 lines at most', () => {
    for (const name of ['predict.py', 'preparation.py']) expect(readFileSync(`src/engine/exchange/python/${name}`, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(150)
  })
})
