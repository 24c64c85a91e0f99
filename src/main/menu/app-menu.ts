import { Menu } from 'electron'
import { menuTemplate } from './menu-template'
import type { AppMenuOptions } from './menu-template'

/** Sets the menu of the program: every command with its shortcut. */
export function setAppMenu(options: AppMenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options, process.platform === 'darwin')))
}
