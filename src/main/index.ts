// Before everything else: electron-store uses these two, which Node 16 of the fallback Electron does not have.
import 'core-js/actual/array/to-sorted'
import 'core-js/actual/structured-clone'
import { app } from 'electron'
import { startApplication } from './app/application'
import type { Application } from './app/application'
import { filesOfSecondStart, filesToOpen } from './app/files-to-open'
import { settleFolders } from './app/folders'
import { handedFiles } from './app/handed-files'
import { reportUncaught } from './log/report-uncaught'
import { openLog } from './log/rotating-log'
import { registerAppScheme } from './window/app-protocol'

const folders = settleFolders(__dirname)

const given = filesToOpen(process.argv, process.cwd())
const handed = handedFiles()

// A second start hands its files to the first one and goes; the lock belongs to the data folder.
if (!app.requestSingleInstanceLock({ files: given })) app.quit()
else begin()

function begin(): void {
  const log = openLog(folders.logsDir)
  const report = reportUncaught(log.write)
  log.write('info', `Crossfade ${app.getVersion()}, Electron ${process.versions.electron}, ${process.platform} ${process.arch}`)
  // As root Chromium has no sandbox to give, and forcing it ends every child at once.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  registerAppScheme()
  // The development server of electron-vite; a packaged app ignores the variable.
  const devServer = app.isPackaged ? null : (process.env['ELECTRON_RENDERER_URL'] ?? null)

  let application: Application | null = null
  handed.add(given)
  // macOS tells of a file by an event, also before it is ready, and never starts a second program.
  app.on('open-file', (event, path) => {
    event.preventDefault()
    handed.add(filesToOpen(['', path], '/'))
    application?.raise()
  })
  app.on('second-instance', (_event, argv, workingDir, told) => {
    handed.add(filesOfSecondStart(told, argv, workingDir))
    application?.raise()
  })
  app.on('activate', () => application?.raise())
  app.on('before-quit', (event) => {
    if (application === null || application.guard.ending) return
    event.preventDefault()
    void application.guard.request()
  })
  // The window closes when the quit guard has decided, and the guard ends the program itself.
  app.on('window-all-closed', () => undefined)
  const endAt = (signal: NodeJS.Signals) => {
    // Only the first listener takes the signal from the system, and that must happen after Chromium has set its own handler,
    // which would ask the person. A library of electron-store listens before that, so it has to let go.
    process.removeAllListeners(signal)
    process.on(signal, () => {
      log.write('info', `Ending at ${signal}.`)
      if (application === null) app.exit(0)
      else application.guard.endNow()
    })
  }

  app
    .whenReady()
    .then(() => {
      endAt('SIGTERM')
      endAt('SIGINT')
    })
    .then(() => startApplication(folders, log, devServer, handed))
    .then((started) => {
      application = started
    })
    // Without a window there is nothing to go on with.
    .catch((thrown: unknown) => report(thrown).finally(() => app.exit(1)))
}
