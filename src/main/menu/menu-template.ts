import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '@shared/ipc/requests/app'
import type { Settings } from '@shared/settings/settings'

export interface AppMenuOptions {
  readonly command: (command: MenuCommand) => void
  readonly openRecent: (path: string) => void
  readonly clearRecent: () => void
  readonly openLogs: () => void
  readonly recent: Settings['recent']
  readonly developer: boolean
}

/** Each command's item carries the command as its id. The window handles the same shortcuts first where it has the focus. */
export function menuTemplate(options: AppMenuOptions, mac: boolean): MenuItemConstructorOptions[] {
  const item = (command: MenuCommand, label: string, accelerator?: string): MenuItemConstructorOptions => ({
    id: command,
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => options.command(command),
  })
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  return [
    ...(mac ? [{ role: 'appMenu' as const }] : []),
    {
      label: '&File',
      submenu: [
        item('open-dataset', 'Open Dataset…', 'CmdOrCtrl+O'),
        { id: 'open-recent', label: 'Open Recent', submenu: recentItems(options) },
        separator,
        item('open-sample', 'Open Sample Songs (Synthetic)'),
        item('open-penguins', 'Open Palmer Penguins'),
        separator,
        item('open-experiment', 'Open Experiment…', 'CmdOrCtrl+Shift+O'),
        item('save-experiment', 'Save Experiment As…', 'CmdOrCtrl+Shift+S'),
        separator,
        mac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&Go',
      submenu: [
        item('go-data', 'Data', 'CmdOrCtrl+1'),
        item('go-design', 'Design', 'CmdOrCtrl+2'),
        item('go-runs', 'Runs', 'CmdOrCtrl+3'),
        item('go-compare', 'Compare', 'CmdOrCtrl+4'),
        item('go-studies', 'Studies', 'CmdOrCtrl+5'),
        item('go-settings', 'Settings', 'CmdOrCtrl+6'),
        separator,
        item('command-palette', 'Command Palette…', 'CmdOrCtrl+K'),
      ],
    },
    {
      label: '&Run',
      submenu: [item('train', 'Train', 'F5'), item('stop', 'Stop', 'Shift+F5'), separator, item('new-study', 'New Study…', 'CmdOrCtrl+Shift+N')],
    },
    {
      label: '&View',
      submenu: [
        item('toggle-rail', 'Toggle Rail', 'CmdOrCtrl+B'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        ...(options.developer ? [separator, { role: 'reload' as const }, { role: 'toggleDevTools' as const }] : []),
      ],
    },
    ...(mac ? [{ role: 'windowMenu' as const }] : []),
    {
      role: 'help',
      submenu: [
        { id: 'open-logs', label: 'Open Log Folder', click: options.openLogs },
        ...(mac ? [] : [{ role: 'about' as const }]),
      ],
    },
  ]
}

function recentItems({ recent, openRecent, clearRecent }: AppMenuOptions): MenuItemConstructorOptions[] {
  if (recent.length === 0) return [{ label: 'No Recent Files', enabled: false }]
  return [
    ...recent.map(({ path }): MenuItemConstructorOptions => ({
      // A lone & would mark the next letter as the item's key.
      label: path.replace(/&/g, '&&'),
      click: () => openRecent(path),
    })),
    { type: 'separator' },
    { label: 'Clear Recent Files', click: clearRecent },
  ]
}
