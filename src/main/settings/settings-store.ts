import { dirname } from 'node:path'
import Store from 'electron-store'
import { settings as schema } from '@shared/settings/settings'
import type { Settings } from '@shared/settings/settings'
import { toEnvelope } from '@shared/errors'
import type { ErrorEnvelope } from '@shared/errors'
import { readSettingsFile } from './settings-file'

export interface SettingsStore {
  readonly current: () => Settings
  /** @throws CrossfadeError, ZodError when the result would not fit the schema */
  readonly change: (change: Partial<Settings>) => Settings
  /** What was wrong with the file when it was opened. */
  readonly notices: readonly ErrorEnvelope[]
}

/** The settings of the window in electron-store, in `file` (settings.json). A failed write is told to `onFailure` and holds for this session. */
export function openSettings(file: string, onFailure: (error: ErrorEnvelope) => void): SettingsStore {
  const read = readSettingsFile(file)
  let current = read.settings
  const store =
    read.kind === 'untouchable'
      ? null
      : new Store<Settings>({ cwd: dirname(file), name: 'settings', accessPropertiesByDotNotation: false, clearInvalidConfig: false })
  return {
    current: () => current,
    change: (change) => {
      current = schema.parse({ ...current, ...change })
      try {
        if (store !== null) store.store = current
      } catch (thrown) {
        onFailure(toEnvelope(thrown))
      }
      return current
    },
    notices: read.kind === 'usable' ? [] : [read.notice],
  }
}
