import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { openTerminal } from './terminal'

const before = process.exitCode
afterEach(() => {
  process.exitCode = before
})

function opened() {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const terminal = openTerminal(stdout as unknown as NodeJS.WriteStream, stderr as unknown as NodeJS.WriteStream)
  return { stdout, stderr, terminal }
}
const failure = (code: string) => Object.assign(new Error(`${code}: write`), { code })

describe('openTerminal', () => {
  it('goes on where nobody reads any more', () => {
    const { stdout, stderr } = opened()
    stdout.emit('error', failure('EPIPE'))
    stderr.emit('error', failure('EPIPE'))
    expect(stderr.read()).toBeNull()
    expect(process.exitCode).toBe(before)
  })

  it('fails in one line where stdout cannot take the result', () => {
    const { stdout, stderr } = opened()
    stdout.emit('error', failure('ENOSPC'))
    expect(String(stderr.read())).toBe('The result could not be written to stdout: ENOSPC: write. Make room, or write it elsewhere.\n')
    expect(process.exitCode).toBe(1)
  })
})
