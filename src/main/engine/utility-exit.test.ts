import { describe, expect, it } from 'vitest'
import { utilityExit } from './utility-exit'

describe('the end of a utility process', () => {
  it.each([
    [0, { code: 0, signal: null }],
    [1, { code: 1, signal: null }],
    [9, { code: null, signal: 'SIGKILL' }],
    [11, { code: null, signal: 'SIGSEGV' }],
    [139, { code: null, signal: 'SIGSEGV' }],
    [134, { code: null, signal: 'SIGABRT' }],
  ])('%i on Linux', (code, exit) => {
    expect(utilityExit(code, 'linux')).toEqual(exit)
  })

  it('is a plain code on Windows', () => {
    expect(utilityExit(9, 'win32')).toEqual({ code: 9, signal: null })
  })
})
