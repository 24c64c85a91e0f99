import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, test as base } from 'playwright/test'
import type { ElectronApplication, Page } from 'playwright/test'
import { defaultSettings } from '@shared/settings/settings'
import type { Settings } from '@shared/settings/settings'
import { electronExecutable, repository } from './electron-under-test'

/** The folders of one test: nothing of the person who runs it is touched. */
export interface Sandbox {
  readonly dir: string
  readonly userData: string
  readonly workspace: string
}

export interface Started {
  readonly app: ElectronApplication
  readonly page: Page
  /** Console errors, refused content and uncaught errors of the page; empty at the end of every test. */
  readonly complaints: string[]
}

export interface Launch {
  /** Another executable than the Electron of the set-up: a packaged app, which is its own app folder. */
  readonly packaged?: string
  readonly env?: Record<string, string>
  /** Words after the app folder, as of "open with". */
  readonly args?: readonly string[]
}

export interface Fixtures {
  readonly sandbox: Sandbox
  /** Starts the program on the folders of this test; may be called again after the first has ended. */
  readonly launch: (options?: Launch) => Promise<Started>
}

export const test = base.extend<Fixtures>({
  // Playwright wants a pattern here, though nothing of it is needed.
  sandbox: async ({ browserName: _browser }, use) => {
    const dir = mkdtempSync(join(tmpdir(), 'crossfade-e2e-'))
    const sandbox = { dir, userData: join(dir, 'user-data'), workspace: join(dir, 'workspace') }
    mkdirSync(sandbox.userData)
    writeSettings(sandbox, {})
    await use(sandbox)
    // What the program leaves behind may still be closing its files.
    rmSync(dir, { recursive: true, force: true, maxRetries: 10 })
  },
  launch: async ({ sandbox }, use, info) => {
    const running: Started[] = []
    await use(async (options = {}) => {
      const started = await start(sandbox, options)
      running.push(started)
      return started
    })
    for (const { app, page, complaints } of running) {
      if (info.status !== info.expectedStatus && !page.isClosed()) {
        await page.screenshot({ path: info.outputPath('window.png') }).catch(() => undefined)
      }
      await app.close().catch(() => undefined)
      if (info.status === info.expectedStatus && complaints.length > 0) throw new Error(`The page complained:\n${complaints.join('\n')}`)
    }
    if (info.status !== info.expectedStatus) await info.attach('log', { body: logOf(sandbox), contentType: 'text/plain' })
  },
})

export { expect } from 'playwright/test'

/** Settings as the program would have left them, before it starts. */
export function writeSettings(sandbox: Sandbox, change: Partial<Settings>): void {
  const settings: Settings = { ...defaultSettings, workspace: sandbox.workspace, ...change }
  writeFileSync(join(sandbox.userData, 'settings.json'), JSON.stringify(settings))
}

export function logOf(sandbox: Sandbox): string {
  try {
    return readFileSync(join(sandbox.userData, 'logs', 'crossfade.log'), 'utf8')
  } catch {
    return 'There is no log.'
  }
}

async function start(sandbox: Sandbox, { packaged, env, args = [] }: Launch): Promise<Started> {
  const app = await _electron.launch({
    executablePath: packaged ?? electronExecutable(),
    args: [...sandboxFlag(), ...(packaged === undefined ? [process.env['CROSSFADE_APP'] ?? repository] : []), ...args],
    env: {
      ...inherited(),
      CROSSFADE_USER_DATA: sandbox.userData,
      CROSSFADE_CONFIG_DIR: join(sandbox.dir, 'config'),
      ...env,
    },
  })
  const page = await app.firstWindow()
  const complaints = listen(page)
  // A menu, a key or a drop means nothing to a window that shows no screen yet; a start that failed shows why.
  await page.locator('main > *').first().waitFor()
  return { app, page, complaints }
}

/** Chromium refuses to start its sandbox for root. */
const sandboxFlag = (): string[] => (process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [])

function inherited(): Record<string, string> {
  const entries = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  // A development server, or Electron as Node, would be another program.
  return Object.fromEntries(entries.filter(([name]) => name !== 'ELECTRON_RENDERER_URL' && name !== 'ELECTRON_RUN_AS_NODE'))
}

function listen(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return complaints
}
