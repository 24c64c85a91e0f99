// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { shortcutOf } from './commands'

const press = (key: string, held: { ctrl?: boolean; meta?: boolean; shift?: boolean; alt?: boolean } = {}) =>
  shortcutOf({ key, ctrlKey: held.ctrl ?? false, metaKey: held.meta ?? false, shiftKey: held.shift ?? false, altKey: held.alt ?? false })

describe('shortcutOf', () => {
  it('spells Ctrl and Cmd alike', () => {
    expect(press('k', { ctrl: true })).toBe('Ctrl+K')
    expect(press('k', { meta: true })).toBe('Ctrl+K')
    expect(press('Z', { ctrl: true, shift: true })).toBe('Ctrl+Shift+Z')
  })
  it('knows function keys', () => {
    expect(press('F5')).toBe('F5')
    expect(press('F5', { shift: true })).toBe('Shift+F5')
  })
  it('leaves plain characters and Alt alone', () => {
    expect(press('k')).toBeNull()
    expect(press('F')).toBeNull()
    expect(press('k', { ctrl: true, alt: true })).toBeNull()
  })
})
