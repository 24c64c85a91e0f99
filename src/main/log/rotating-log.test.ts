import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLog } from './rotating-log'

describe('the log', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'crossfade-log-'))
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  it('writes one line a message, with its details', () => {
    const log = openLog(join(dir, 'made', 'on', 'demand'))
    log.write('info', 'Started.')
    log.write('error', 'Failed:', { code: 7 })
    const lines = readFileSync(log.file, 'utf8').trim().split('\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z error Failed: \{"code":7\}$/)
  })

  it('keeps at most three files of the size it may have, the newest lines in the first', () => {
    const log = openLog(dir, { maxBytes: 1000, keep: 3 })
    for (let line = 0; line < 200; line++) log.write('info', `line ${line}`)
    expect(readdirSync(dir).sort()).toEqual(['crossfade.1.log', 'crossfade.2.log', 'crossfade.log'])
    for (const name of readdirSync(dir)) expect(statSync(join(dir, name)).size).toBeLessThanOrEqual(1000)
    expect(readFileSync(log.file, 'utf8')).toContain('line 199')
    const all = ['crossfade.2.log', 'crossfade.1.log', 'crossfade.log'].map((name) => readFileSync(join(dir, name), 'utf8')).join('')
    const numbers = [...all.matchAll(/line (\d+)/g)].map((match) => Number(match[1]))
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index))
  })

  it('goes on in the file of the last start', () => {
    openLog(dir).write('info', 'first start')
    openLog(dir).write('info', 'second start')
    expect(readFileSync(join(dir, 'crossfade.log'), 'utf8').trim().split('\n')).toHaveLength(2)
  })

  it('does not throw where it cannot write, or on details that hold themselves', () => {
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    const file = join(dir, 'a-file')
    writeFileSync(file, '')
    expect(() => openLog(join(file, 'logs')).write('error', 'x', circle)).not.toThrow()
  })
})
