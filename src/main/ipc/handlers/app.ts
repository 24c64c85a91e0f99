import { CrossfadeError } from '@shared/errors'
import type { AppSnapshot, DocPage } from '@shared/ipc/requests/app'
import type { RequestHandlers } from '../answer'
import type { Log } from '../../log/rotating-log'
import type { SettingsStore } from '../../settings/settings-store'
import type { WorkspaceHost } from '../../workspace/workspace-host'

type Domain = 'app:snapshot' | 'app:probe-engine' | 'app:open-logs' | 'app:open-doc' | 'app:open-link' | 'app:copy-text' | 'app:copy-image' | 'app:report-error' | 'settings:change'

export interface AppHandlerOptions {
  readonly host: WorkspaceHost
  readonly settings: SettingsStore
  readonly snapshot: () => AppSnapshot
  /** After what a snapshot shows has changed without the window knowing. */
  readonly snapshotChanged: () => void
  readonly log: Log
  readonly openLogs: () => Promise<string | null>
  /** Answers why it could not be opened. */
  readonly openDoc: (page: DocPage) => Promise<string | null>
  readonly openLink: (url: string) => Promise<boolean>
  readonly copyText: (text: string) => void
  /** `png`: a data URL. */
  readonly copyImage: (png: string) => Promise<void>
  readonly applyTheme: () => void
}

export function appHandlers(options: AppHandlerOptions): Pick<RequestHandlers, Domain> {
  return {
    'app:snapshot': () => options.snapshot(),
    'app:probe-engine': async () => {
      const probe = await options.host.probeEngine()
      options.snapshotChanged()
      return probe
    },
    'app:open-logs': async () => {
      const problem = await options.openLogs()
      if (problem !== null) throw new CrossfadeError('not-available', `The folder of the log could not be opened: ${problem}`)
      return null
    },
    'app:open-doc': async ({ page }) => {
      const problem = await options.openDoc(page)
      if (problem !== null) throw new CrossfadeError('not-available', `The page docs/${page}.md could not be opened: ${problem}`)
      return null
    },
    'app:open-link': async ({ url }) => {
      if (await options.openLink(url)) return null
      throw new CrossfadeError('invalid-argument', 'Only https addresses are opened.')
    },
    'app:copy-text': ({ text }) => {
      options.copyText(text)
      return null
    },
    'app:copy-image': async ({ png }) => {
      await options.copyImage(png)
      return null
    },
    'app:report-error': ({ message, stack }) => {
      options.log('error', `In the window: ${message}`, stack)
      return null
    },
    'settings:change': (change) => {
      // What is absent in a change stays as it is: an undefined must not take its place.
      const present = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
      const settings = options.settings.change(present)
      options.applyTheme()
      return settings
    },
  }
}
