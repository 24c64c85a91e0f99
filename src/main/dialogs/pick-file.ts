import { dialog } from 'electron'
import type { BrowserWindow, OpenDialogOptions } from 'electron'

const tables: OpenDialogOptions['filters'] = [
  { name: 'Tables', extensions: ['csv', 'tsv', 'txt', 'gz', 'parquet', 'jsonl', 'ndjson', 'xlsx'] },
  { name: 'All files', extensions: ['*'] },
]

/** Asks for a table file. Null when the person cancels. */
export const pickTable = (window: BrowserWindow | null): Promise<string | null> =>
  pick(window, { title: 'Open dataset', buttonLabel: 'Open', filters: tables, properties: ['openFile'] })

/** Asks for an experiment file. Null when the person cancels. */
export const pickExperiment = (window: BrowserWindow | null): Promise<string | null> =>
  pick(window, { title: 'Open experiment', buttonLabel: 'Open', filters: [{ name: 'Experiments', extensions: ['crossfade', 'json'] }, { name: 'All files', extensions: ['*'] }], properties: ['openFile'] })

/** Asks for the config file of a comparison. Null when the person cancels. */
export const pickConfig = (window: BrowserWindow | null): Promise<string | null> =>
  pick(window, { title: 'Open comparison', buttonLabel: 'Open', filters: [{ name: 'Comparisons', extensions: ['json'] }, { name: 'All files', extensions: ['*'] }], properties: ['openFile'] })

/** Asks for the file of a study. Null when the person cancels. */
export const pickStudy = (window: BrowserWindow | null): Promise<string | null> =>
  pick(window, { title: 'Open study', buttonLabel: 'Open', filters: [{ name: 'Studies', extensions: ['json'] }, { name: 'All files', extensions: ['*'] }], properties: ['openFile'] })

/** Asks for a model of another program. Null when the person cancels. */
export const pickModel = (window: BrowserWindow | null): Promise<string | null> =>
  pick(window, { title: 'Import model', buttonLabel: 'Import', filters: [{ name: 'Keras and tfjs models', extensions: ['keras', 'h5', 'hdf5', 'json'] }, { name: 'All files', extensions: ['*'] }], properties: ['openFile'] })

/** Asks for a folder of TensorBoard or MLflow runs. Null when the person cancels. */
export const pickRuns = (window: BrowserWindow | null): Promise<string | null> =>
  pick(window, { title: 'Import runs of TensorBoard or MLflow', buttonLabel: 'Import', properties: ['openDirectory'] })

/** Asks for the folder of a workspace. Null when the person cancels. */
export const pickWorkspace = (window: BrowserWindow | null, defaultPath: string | null): Promise<string | null> =>
  pick(window, {
    title: 'Choose the workspace folder',
    buttonLabel: 'Use this folder',
    properties: ['openDirectory', 'createDirectory'],
    ...(defaultPath === null ? {} : { defaultPath }),
  })

/** Asks where a new file is to be written; `name` may come from the window, which names no folder. Null when the person cancels. */
export async function pickTarget(window: BrowserWindow | null, name: string): Promise<string | null> {
  const options = { title: 'Save as', defaultPath: name.replace(/^.*[\\/]/, '') }
  const { canceled, filePath } = window === null ? await dialog.showSaveDialog(options) : await dialog.showSaveDialog(window, options)
  return canceled || filePath === undefined || filePath === '' ? null : filePath
}

async function pick(window: BrowserWindow | null, options: OpenDialogOptions): Promise<string | null> {
  const { canceled, filePaths } = window === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(window, options)
  return canceled ? null : (filePaths[0] ?? null)
}
