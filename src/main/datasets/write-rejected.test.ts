import { expect, it } from 'vitest'
import { rejectedCsv } from './write-rejected'

it('writes rejected lines so that a CSV reader gets back what was in them', () => {
  expect(rejectedCsv([{ line: 3, reason: 'more than 2 fields', text: 'a,"b",\nc' }])).toBe('line,reason,text\n3,"more than 2 fields","a,""b"",\nc"\n')
})
