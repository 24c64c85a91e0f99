import { shell } from 'electron'
import { isOpenable } from './https-link'

/** The only way out to the web: https addresses, in the person's own browser. False when the address is refused. */
export async function openLink(url: string): Promise<boolean> {
  if (!isOpenable(url)) return false
  await shell.openExternal(url)
  return true
}

/** Shows a folder in the file browser of the system. Answers the reason when it cannot. */
export async function openFolder(dir: string): Promise<string | null> {
  const problem = await shell.openPath(dir)
  return problem === '' ? null : problem
}

/** Shows a file in its folder, in the file browser of the system. */
export function showFile(path: string): void {
  shell.showItemInFolder(path)
}
