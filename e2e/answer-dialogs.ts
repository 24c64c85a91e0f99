import type { ElectronApplication } from 'playwright/test'

/** Answers the next dialogs of the system; null: the person cancels. */
export async function answerDialogs(app: ElectronApplication, answers: { readonly open?: string | null; readonly save?: string | null }): Promise<void> {
  await app.evaluate(({ dialog }, { open = null, save = null }) => {
    Object.assign(dialog, {
      showOpenDialog: () => Promise.resolve({ canceled: open === null, filePaths: open === null ? [] : [open] }),
      showSaveDialog: (...all: readonly unknown[]) => {
        Object.assign(globalThis, { proposed: (all[all.length - 1] as { readonly defaultPath?: string }).defaultPath })
        return Promise.resolve(save === null ? { canceled: true } : { canceled: false, filePath: save })
      },
    })
  }, answers)
}

/** The name and place that the last dialog for saving proposed. */
export const proposed = (app: ElectronApplication) => app.evaluate(() => (globalThis as { readonly proposed?: string }).proposed)
