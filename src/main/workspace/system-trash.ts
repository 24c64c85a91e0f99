import { shell } from 'electron'

/** Moves a folder to the trash of the system. False where there is none, such as on some network disks. */
export const systemTrash = (path: string): Promise<boolean> =>
  shell.trashItem(path).then(
    () => true,
    () => false,
  )
