import { dialog } from 'electron'
import type { BrowserWindow } from 'electron'
import type { QuitChoice } from '../quit/quit-guard'

const choices: readonly { readonly label: string; readonly choice: QuitChoice }[] = [
  { label: 'Stop and keep', choice: 'stop' },
  { label: 'Go on in the background', choice: 'background' },
  { label: 'Cancel', choice: 'cancel' },
]

/** Asks what becomes of `runs` trainings that are under way. */
export async function askQuit(window: BrowserWindow | null, runs: number): Promise<QuitChoice> {
  const options = {
    type: 'question' as const,
    message: runs === 1 ? 'A run is training.' : `${runs} runs are training or waiting.`,
    detail:
      'Stop and keep: training ends now, and each run can be resumed later from where it stands.\n' +
      'Go on in the background: the window closes, and Crossfade quits when training is done.',
    buttons: choices.map(({ label }) => label),
    defaultId: 0,
    cancelId: choices.length - 1,
    noLink: true,
  }
  const { response } = window === null ? await dialog.showMessageBox(options) : await dialog.showMessageBox(window, options)
  return choices[response]?.choice ?? 'cancel'
}
