import type { ElectronApplication } from 'playwright/test'

/** Answers the next dialogs of the system: the file that is opened, and where the next one is saved. */
export async function answerDialogs(app: ElectronApplication, open: string, save: string): Promise<void> {
  await app.evaluate(
    ({ dialog }, [opened, saved]) => {
      Object.assign(dialog, {
        showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [opened] }),
        showSaveDialog: () => Promise.resolve({ canceled: false, filePath: saved }),
      })
    },
    [open, save] as const,
  )
}
