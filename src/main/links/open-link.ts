import { shell } from 'electron'

/** The only way out to the web: https addresses, in the person's own browser. False when the address is refused. */
export async function openLink(url: string): Promise<boolean> {
  if (!isOpenable(url)) return false
  await shell.openExternal(url)
  return true
}

/** https with a host and without a password in it. */
export function isOpenable(url: string): boolean {
  try {
    const { protocol, hostname, username, password } = new URL(url)
    return protocol === 'https:' && hostname !== '' && username === '' && password === ''
  } catch {
    return false
  }
}

/** Shows a folder in the file browser of the system. Answers the reason when it cannot. */
export async function openFolder(dir: string): Promise<string | null> {
  const problem = await shell.openPath(dir)
  return problem === '' ? null : problem
}
