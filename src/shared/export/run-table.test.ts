import { describe, expect, it } from 'vitest'
import { csvCell } from './csv-cell'
import { runTableCsv } from './run-table'
import type { RunTableRow } from './run-table'

describe('a cell of a CSV', () => {
  it.each([
    ['=1+1', `'=1+1`],
    ['+SUM(A1)', `'+SUM(A1)`],
    ['-cmd|x', `'-cmd|x`],
    ['@x', `'@x`],
    ['\tx', `'\tx`],
    ['\nx', `"'\nx"`],
    ['＝1+1', `'＝1+1`],
    ['=a,"b"', `"'=a,""b"""`],
    ['-5', '-5'],
    ['+1.5e3', '+1.5e3'],
    ['plain', 'plain'],
    ['a=b', 'a=b'],
    [' blank ', '" blank "'],
    ['two\nlines', '"two\nlines"'],
  ])('%j is written as %j', (text, cell) => expect(csvCell(text)).toBe(cell))

  it('keeps numbers and leaves nothing where there is nothing', () => expect([-1.5, true, null, undefined].map(csvCell)).toEqual(['-1.5', 'true', '', '']))
})

it('has a column for whatever any run has', () => {
  const row = (name: string, config: RunTableRow['config'], summary: RunTableRow['summary']): RunTableRow => ({ id: 'r', name, state: 'completed', created: 'now', runtime: 1.5, tags: ['a', 'b'], notes: '=evil()', config, summary })
  expect(runTableCsv([row('one', { lr: 0.1 }, { loss: 1 }), row('two', { batch: 2 }, { accuracy: null })]).split('\r\n')).toEqual([
    'ID,Name,State,Created,Runtime,Tags,Notes,lr,batch,loss,accuracy',
    `r,one,completed,now,1.5,"a, b",'=evil(),0.1,,1,`,
    `r,two,completed,now,1.5,"a, b",'=evil(),,2,,`,
    '',
  ])
})
