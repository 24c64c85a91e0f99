import { Notification } from 'electron'
import type { Notice } from './run-notice'

/** A notice of the system, where it has any. */
export function showNotice({ title, body }: Notice, onClick: () => void): void {
  if (!Notification.isSupported()) return
  const notice = new Notification({ title, body })
  notice.on('click', onClick)
  notice.show()
}
