import { describe, expect, it } from 'vitest'
import { curvesCsv } from './curves-csv'
import { tableRows } from './table-rows'
import { valuesAt } from './values-at'

describe('tableRows', () => {
  it('has one row for each x of any curve', () => {
    const rows = tableRows([[{ x: 1, y: 3 }, { x: 2, y: 2 }], [{ x: 2, y: 5 }, { x: 3, y: null }]], 500).rows
    expect(rows).toEqual([
      { x: 1, values: [3, null] },
      { x: 2, values: [2, 5] },
      { x: 3, values: [null, null] },
    ])
  })

  it('has the end of a step where a curve stands straight up, as the best so far does', () => {
    const best = [{ x: 1, y: 0.24 }, { x: 2, y: 0.24 }, { x: 2, y: 0.26 }, { x: 3, y: 0.26 }, { x: 3, y: 0.29 }]
    expect(tableRows([best], 500).rows.map(({ values }) => values[0])).toEqual([0.24, 0.26, 0.29])
    expect(valuesAt([{ id: 'best', label: 'Best so far', colour: '--accent', dash: [], points: best }], 2.2).items[0]?.value).toBe(0.26)
    expect(valuesAt([{ id: 'best', label: 'Best so far', colour: '--accent', dash: [], points: best }], 2.8).items[0]?.value).toBe(0.29)
  })

  it('takes every n-th row of a long curve and its last one', () => {
    const long = Array.from({ length: 2000 }, (_, index) => ({ x: index + 1, y: index }))
    const { rows, all } = tableRows([long], 500)
    expect(all).toBe(2000)
    expect(rows.length).toBeLessThanOrEqual(501)
    expect(rows[1]?.x).toBe(5)
    expect(rows[rows.length - 1]?.x).toBe(2000)
  })
})

describe('curvesCsv', () => {
  it('writes every point once, quotes names, and leaves out the raw lines behind smoothed ones', () => {
    const base = { colour: '--run-1', dash: [] }
    const csv = curvesCsv('Epoch', [
      { ...base, id: 'a', label: '64 relu, training', points: [{ x: 1, y: 3 }, { x: 2, y: null }] },
      { ...base, id: 'b', label: 'raw', faint: true, points: [{ x: 1, y: 9 }] },
    ])
    expect(csv).toBe('Epoch,"64 relu, training"\n1,3\n2,\n')
  })

  it('writes a row for each point of a curve that stands straight up', () => {
    const csv = curvesCsv('False positive rate', [{ id: 'roc', label: 'AUC', colour: '--run-1', dash: [], points: [{ x: 0, y: 0 }, { x: 0, y: 0.5 }, { x: 1, y: 1 }] }], 'True positive rate')
    expect(csv).toBe('Curve,False positive rate,True positive rate\nAUC,0,0\nAUC,0,0.5\nAUC,1,1\n')
  })
})
