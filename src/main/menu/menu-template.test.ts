import type { MenuItemConstructorOptions } from 'electron'
import { menuCommands } from '@shared/ipc/requests/app'
import { describe, expect, it } from 'vitest'
import { menuTemplate } from './menu-template'
import type { AppMenuOptions } from './menu-template'

function options(change: Partial<AppMenuOptions> = {}): AppMenuOptions {
  const nothing = () => undefined
  return { command: nothing, openRecent: nothing, clearRecent: nothing, openLogs: nothing, recent: [], developer: false, ...change }
}

function items(template: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? items(item.submenu) : [])])
}

describe('the menu', () => {
  it.each([true, false])('has every command once (macOS: %s)', (mac) => {
    const ids = items(menuTemplate(options(), mac)).flatMap(({ id }) => (menuCommands.includes(id as never) ? [id] : []))
    expect(ids.sort()).toEqual([...menuCommands].sort())
  })

  it('gives no shortcut twice', () => {
    const shortcuts = items(menuTemplate(options(), false)).flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]))
    expect(new Set(shortcuts).size).toBe(shortcuts.length)
    expect(shortcuts).toEqual(expect.arrayContaining(['CmdOrCtrl+O', 'CmdOrCtrl+1', 'CmdOrCtrl+6', 'F5', 'CmdOrCtrl+K']))
  })

  it('lists recent files, and an ampersand in their names as it is', () => {
    const opened: string[] = []
    const template = menuTemplate(options({ recent: [{ id: 'd-1', name: 'a', path: '/R&B/a.csv' }], openRecent: (path) => opened.push(path) }), false)
    const item = items(template).find(({ label }) => label === '/R&&B/a.csv')
    ;(item?.click as (() => void) | undefined)?.()
    expect(opened).toEqual(['/R&B/a.csv'])
  })

  it('says so when there are no recent files', () => {
    expect(items(menuTemplate(options(), false)).find(({ label }) => label === 'No Recent Files')?.enabled).toBe(false)
  })

  it('opens developer tools in development only', () => {
    const roles = (developer: boolean) => items(menuTemplate(options({ developer }), false)).map(({ role }) => role)
    expect(roles(true)).toContain('toggleDevTools')
    expect(roles(false)).not.toContain('toggleDevTools')
    expect(roles(false)).not.toContain('reload')
  })
})
