import { execFile } from 'node:child_process'

/** Moves to the trash of a Linux desktop, by the command that desktops bring (gio). False where there is none, or no trash on that disk. */
export function gioTrash(path: string): Promise<boolean> {
  if (process.platform !== 'linux') return Promise.resolve(false)
  return new Promise((resolve) => {
    execFile('gio', ['trash', '--', path], { timeout: 30_000 }, (error) => resolve(error === null))
  })
}
