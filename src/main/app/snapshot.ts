import { app } from 'electron'
import type { AppSnapshot } from '@shared/ipc/requests/app'
import type { ErrorEnvelope } from '@shared/errors'
import type { SettingsStore } from '../settings/settings-store'
import type { WorkspaceHost } from '../workspace/workspace-host'

/** The fallback's major version; anything newer comes from the official package. Only shown, never decided by. */
const fallbackMajor = 22

/** All that the window opens with. */
export function takeSnapshot(host: WorkspaceHost, settings: SettingsStore, notices: readonly ErrorEnvelope[]): AppSnapshot {
  const electron = process.versions.electron
  return {
    version: app.getVersion(),
    electron,
    officialElectron: Number(electron.split('.')[0]) > fallbackMajor,
    workspace: host.workspace(),
    settings: settings.current(),
    engine: host.knownProbe(),
    notices,
  }
}
