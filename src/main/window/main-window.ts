import { join } from 'node:path'
import { BrowserWindow, nativeTheme, screen } from 'electron'
import type { Settings } from '@shared/settings/settings'
import { appOrigin } from './app-url'
import { fitBounds } from './fit-bounds'

export interface MainWindowOptions {
  readonly outDir: string
  readonly devServer: string | null
  readonly saved: Settings['window']
  readonly onBounds: (bounds: Settings['window']) => void
  readonly onGone: (reason: string) => void
}

/** Under the page until it has painted; the surface colours of styles/tokens.css. */
const backgrounds = { light: '#ffffff', dark: '#15171a' }

/** Opens the one window, sandboxed, and remembers where it was put. */
export function openMainWindow({ outDir, devServer, saved, onBounds, onGone }: MainWindowOptions): BrowserWindow {
  const fitted = fitBounds(saved, screen.getAllDisplays().map((display) => display.workArea))
  const window = new BrowserWindow({
    width: fitted.width,
    height: fitted.height,
    ...(fitted.x === undefined || fitted.y === undefined ? {} : { x: fitted.x, y: fitted.y }),
    minWidth: 760,
    minHeight: 520,
    show: false,
    title: 'Crossfade',
    backgroundColor: nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light,
    webPreferences: {
      preload: join(outDir, '..', 'preload', 'index.js'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  })
  if (saved.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  rememberBounds(window, onBounds)
  // The page keeps nothing that main and the disk do not have: after a crash it starts again.
  window.webContents.on('render-process-gone', (_event, details) => {
    onGone(details.reason)
    if (!window.isDestroyed() && details.reason !== 'clean-exit') window.webContents.reload()
  })
  void window.loadURL(devServer ?? `${appOrigin}/index.html`)
  return window
}

function rememberBounds(window: BrowserWindow, onBounds: MainWindowOptions['onBounds']): void {
  let timer: NodeJS.Timeout | undefined
  const save = () => {
    clearTimeout(timer)
    if (window.isDestroyed()) return
    onBounds({ ...window.getNormalBounds(), maximized: window.isMaximized() })
  }
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(save, 500)
  }
  for (const change of ['resize', 'move', 'maximize', 'unmaximize'] as const) window.on(change as 'resize', soon)
  window.on('close', save)
}
