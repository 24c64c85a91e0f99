import { join } from 'node:path'
import { app, clipboard, nativeTheme } from 'electron'
import type { BrowserWindow } from 'electron'
import { createCore } from '@core/create-core'
import type { RunEvent } from '@core/runs/run-verbs'
import { defaultWorkspaceDir } from '@core/workspace/config-folder'
import { toEnvelope } from '@shared/errors'
import type { ErrorEnvelope } from '@shared/errors'
import { keepAwake } from '../attention/keep-awake'
import { copyImage } from '../clipboard/copy-image'
import { runNotices } from '../attention/run-notice'
import { showNotice } from '../attention/show-notice'
import { OngoingWork } from '../datasets/ongoing-work'
import { datasetOpener } from '../datasets/open-dataset'
import { askQuit } from '../dialogs/ask-quit'
import { pickConfig, pickExperiment, pickModel, pickRuns, pickStudy, pickTable, pickTarget, pickWorkspace } from '../dialogs/pick-file'
import { utilityEngine } from '../engine/utility-engine'
import { openDoorway } from '../ipc/doorway'
import { appHandlers } from '../ipc/handlers/app'
import { compareHandlers } from '../ipc/handlers/compare'
import { datasetHandlers } from '../ipc/handlers/datasets'
import { evaluationHandlers } from '../ipc/handlers/evaluation'
import { evaluationViewHandlers } from '../ipc/handlers/evaluation-views'
import { experimentHandlers } from '../ipc/handlers/experiments'
import { predictionHandlers } from '../ipc/handlers/predictions'
import { queueHandlers } from '../ipc/handlers/queue'
import { runHandlers } from '../ipc/handlers/runs'
import { storageHandlers } from '../ipc/handlers/storage'
import { studyHandlers, studyTeller } from '../ipc/handlers/studies'
import { takeAwayHandlers } from '../ipc/handlers/take-away'
import { workspaceHandlers } from '../ipc/handlers/workspace'
import { windowMessages } from '../ipc/window-messages'
import { openFolder, openLink, showFile } from '../links/open-link'
import type { LogFile } from '../log/rotating-log'
import { setAppMenu } from '../menu/app-menu'
import { QuitGuard } from '../quit/quit-guard'
import { openSettings } from '../settings/settings-store'
import { liveEvents } from '../tensorboard/live-events'
import { serveApp } from '../window/app-protocol'
import { guardPages } from '../window/guards'
import { openMainWindow } from '../window/main-window'
import { systemTrash } from '../workspace/system-trash'
import { WorkspaceHost } from '../workspace/workspace-host'
import type { Folders } from './folders'
import type { HandedFiles } from './handed-files'
import { shutDown } from './shut-down'
import { takeSnapshot } from './snapshot'

export interface Application {
  /** Brings the window back, or opens it. */
  readonly raise: () => void
  readonly guard: QuitGuard
}

/** Builds the program around one window, in this order; `shutDown` takes it apart in reverse. */
export async function startApplication(folders: Folders, log: LogFile, devServer: string | null, handed: HandedFiles): Promise<Application> {
  let notices: readonly ErrorEnvelope[] = []
  let window: BrowserWindow | null = null
  const currentWindow = () => (window === null || window.isDestroyed() ? null : window)

  // 1. What the window may never do, and where its page comes from.
  guardPages({
    devServer,
    openLink: (url) => void openLink(url),
    onRefused: (what) => log.write('warning', `Refused: ${what}`),
  })
  serveApp(join(folders.outDir, '..', 'renderer'))

  // 2. Settings and messages.
  const messages = windowMessages(currentWindow)
  handed.tellThrough(messages)
  const settings = openSettings(folders.settingsFile, (error) => {
    log.write('error', 'Settings could not be saved:', error)
    messages.tell('app:error', error)
  })
  notices = settings.notices
  for (const notice of settings.notices) log.write('warning', notice.message)
  const applyTheme = () => {
    nativeTheme.themeSource = settings.current().theme
  }
  applyTheme()

  // 3. The workspace with its core services.
  const awake = keepAwake()
  const noticeOf = runNotices(() => settings.current().notifyAfterSeconds)
  const onRunEvent = (event: RunEvent) => {
    messages.tellRun(event)
    live.heard(event)
    if (event.kind === 'changed' && event.entry.kind === 'run') {
      const notice = noticeOf(event.entry)
      if (notice !== null && currentWindow()?.isFocused() !== true) showNotice(notice, raise)
    }
    if (event.kind === 'changed' || event.kind === 'removed') runsChanged()
  }
  // After the event: core counts a run as active until it has told of its end.
  const runsChanged = () =>
    setImmediate(() => {
      awake.runsChanged(host.activeRuns().length)
      guard.runsChanged()
    })
  const startEngine = utilityEngine({
    outDir: folders.outDir,
    onOutput: (role, line) => log.write('info', `engine ${role}: ${line}`),
  })
  const host = new WorkspaceHost({
    openCore: (workspaceDir) => createCore({ workspaceDir, startEngine, resident: true, moveToTrash: systemTrash, log: (line) => log.write('info', line) }),
    onRunEvent,
    onStudyEvent: studyTeller(messages.tell),
  })
  const live = liveEvents({ host, wanted: () => settings.current().liveTensorBoard, log: (line) => log.write('warning', line) })
  await host.open(settings.current().workspace ?? (await defaultWorkspaceDir())).catch((thrown: unknown) => {
    const envelope = toEnvelope(thrown)
    log.write('error', 'The workspace could not be opened:', envelope)
    notices = [...notices, envelope]
  })
  const snapshot = () => takeSnapshot(host, settings, notices)
  /** The status bar names the engine, and what is wrong with it is known before the first training. */
  const askEngine = async () => {
    if (host.workspace() === null || host.knownProbe() !== null) return
    try {
      await host.probeEngine()
      messages.tell('app:snapshot-changed', snapshot())
    } catch (thrown) {
      const envelope = toEnvelope(thrown)
      // Its workspace was left, or the program is ending.
      if (guard.ending || envelope.code === 'cancelled') return
      log.write('error', 'The engine could not be asked:', envelope)
      messages.tell('app:error', envelope)
    }
  }

  // 4. Menu and the ways to open a table.
  const opener = datasetOpener({ host, settings, messages, samplesDir: folders.samplesDir, onRecent: () => buildMenu() })
  const openLogs = () => openFolder(folders.logsDir)
  const buildMenu = () =>
    setAppMenu({
      command: (command) => messages.tell('app:command', { command }),
      openRecent: (path) => void opener.openRecent(path),
      clearRecent: () => {
        settings.change({ recent: [] })
        buildMenu()
      },
      openLogs: () => void openLogs(),
      recent: settings.current().recent,
      developer: !app.isPackaged,
    })
  buildMenu()

  // 5. The end, and what asks for it.
  const guard = new QuitGuard({
    activeRuns: () => host.activeRuns().length,
    ask: (runs) => askQuit(currentWindow(), runs),
    hideWindow: () => currentWindow()?.hide(),
    end: () =>
      void shutDown(log.write, [
        ['requests', () => closeDoorway()],
        ['workspace', () => host.close()],
        // After its runs, whose last epochs they are to hold.
        ['event files', () => live.close()],
      ]),
  })

  // 6. Requests of the window, and the window.
  const ongoing = new OngoingWork()
  const closeDoorway = openDoorway(
    {
      ...appHandlers({
        host,
        settings,
        snapshot,
        snapshotChanged: () => messages.tell('app:snapshot-changed', snapshot()),
        log: log.write,
        openLogs,
        openLink,
        openDoc: (page) => openFolder(join(folders.docsDir, `${page}.md`)),
        copyText: (text) => clipboard.writeText(text),
        copyImage,
        applyTheme,
      }),
      ...workspaceHandlers({
        host,
        pick: () => pickWorkspace(currentWindow(), host.workspace()?.dir ?? null),
        open: async (dir) => {
          await host.open(dir)
          settings.change({ workspace: dir })
          notices = notices.filter(({ code }) => code !== 'workspace-unavailable')
          messages.tell('app:snapshot-changed', snapshot())
          void askEngine()
        },
        snapshot,
      }),
      ...datasetHandlers({ host, opener, messages, ongoing, pick: () => pickTable(currentWindow()), pickTarget: (name) => pickTarget(currentWindow(), name) }),
      ...experimentHandlers({ host, messages, ongoing, takeHanded: handed.take, pick: () => pickExperiment(currentWindow()), pickTarget: (name) => pickTarget(currentWindow(), name) }),
      ...evaluationHandlers({ host, messages }),
      ...evaluationViewHandlers(host),
      ...runHandlers({ host, openFolder, pickRuns: () => pickRuns(currentWindow()) }),
      ...queueHandlers(host),
      ...storageHandlers(host),
      ...predictionHandlers({ host, messages, pick: () => pickTable(currentWindow()), pickTarget: (name) => pickTarget(currentWindow(), name), showFile }),
      ...takeAwayHandlers({ host, messages, pickModel: () => pickModel(currentWindow()), pickTarget: (name) => pickTarget(currentWindow(), name), showFile }),
      ...studyHandlers({ host, studiesDir: folders.studiesDir, openSongs: () => opener.openSample('songs'), pick: () => pickStudy(currentWindow()), openFolder }),
      ...compareHandlers({ host, messages, pickConfig: () => pickConfig(currentWindow()), pickTarget: (name) => pickTarget(currentWindow(), name) }),
    },
    {
      window: currentWindow,
      devServer,
      onRefused: (channel, from) => log.write('warning', `Refused: ${channel} from ${from}`),
      onBug: (channel, error) => log.write('error', `${channel}:`, error),
    },
  )
  const raise = () => {
    guard.windowShown()
    const open = currentWindow() ?? newWindow()
    if (open.isMinimized()) open.restore()
    open.show()
    open.focus()
  }
  const newWindow = () => {
    const opened = openMainWindow({
      outDir: folders.outDir,
      devServer,
      saved: settings.current().window,
      onBounds: (bounds) => settings.change({ window: bounds }),
      onGone: (reason) => log.write('error', `The page of the window is gone: ${reason}`),
    })
    opened.on('close', (event) => {
      if (guard.ending) return
      event.preventDefault()
      // On macOS a program outlives its window.
      if (process.platform === 'darwin') opened.hide()
      else void guard.request()
    })
    window = opened
    return opened
  }
  newWindow().webContents.once('did-finish-load', () => void askEngine())
  return { raise, guard }
}
