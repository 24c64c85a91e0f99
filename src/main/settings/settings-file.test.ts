import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultSettings } from '@shared/settings/settings'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSettingsFile } from './settings-file'

describe('the settings file', () => {
  let dir: string
  let file: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'crossfade-settings-'))
    file = join(dir, 'settings.json')
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  it('is not needed at the first start', () => {
    expect(readSettingsFile(file)).toEqual({ kind: 'usable', settings: defaultSettings })
    expect(existsSync(file)).toBe(false)
  })

  it('is read as it is', () => {
    const kept = { ...defaultSettings, theme: 'dark' as const }
    writeFileSync(file, JSON.stringify(kept))
    expect(readSettingsFile(file)).toEqual({ kind: 'usable', settings: kept })
  })

  it.each([
    ['cut off in the middle', '{"version":1,"theme":"da'],
    ['empty', ''],
    ['of another version', JSON.stringify({ ...defaultSettings, version: 9 })],
    ['with a value that cannot be', JSON.stringify({ ...defaultSettings, theme: 'plaid' })],
    ['not an object', '[]'],
  ])('is set aside with the time in its name when %s', (_case, text) => {
    writeFileSync(file, text)
    const read = readSettingsFile(file, () => new Date('2026-11-23T10:15:00.000Z'))
    expect(read.kind).toBe('set-aside')
    expect(read.settings).toEqual(defaultSettings)
    expect(readdirSync(dir)).toEqual(['settings.broken-2026-11-23T10-15-00-000Z.json'])
    expect(readFileSync(join(dir, 'settings.broken-2026-11-23T10-15-00-000Z.json'), 'utf8')).toBe(text)
    if (read.kind === 'set-aside') expect(read.notice.message).toContain('settings.broken-2026-11-23T10-15-00-000Z.json')
  })

  it('is left alone when it cannot be read', () => {
    mkdirSync(file)
    const read = readSettingsFile(file)
    expect(read.kind).toBe('untouchable')
    expect(existsSync(file)).toBe(true)
  })
})
