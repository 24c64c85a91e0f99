import { app, session } from 'electron'
import { isAppUrl } from './app-url'

export interface GuardOptions {
  readonly devServer: string | null
  readonly openLink: (url: string) => void
  readonly onRefused: (what: string) => void
}

/** Shuts the doors of every page before there is one: no navigation, no new windows, no web views, no permissions. */
export function guardPages({ devServer, openLink, onRefused }: GuardOptions): void {
  app.on('web-contents-created', (_created, contents) => {
    const stay = (event: { preventDefault: () => void }, url: string) => {
      // The development server reloads its own page; the built page never navigates.
      if (devServer !== null && isAppUrl(url, devServer)) return
      event.preventDefault()
      onRefused(`navigation to ${url}`)
    }
    contents.on('will-navigate', stay)
    contents.on('will-redirect', stay)
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      openLink(url)
      return { action: 'deny' }
    })
  })
  session.defaultSession.setPermissionRequestHandler((_contents, permission, decide) => {
    onRefused(`permission ${permission}`)
    decide(false)
  })
  session.defaultSession.setPermissionCheckHandler(() => false)
  session.defaultSession.setDevicePermissionHandler(() => false)
}
