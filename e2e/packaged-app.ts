import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright/test'
import type { Browser, Page } from 'playwright/test'
import type { Sandbox } from './crossfade-app'
import { repository } from './electron-under-test'

export interface Packaged {
  readonly executable: string
  readonly resources: string
}

const dist = join(repository, 'dist')

/** The unpacked application, or why there is none to test. */
export function packagedApp(): Packaged | { readonly missing: string } {
  const folder = existsSync(dist) ? readdirSync(dist).find((name) => name.endsWith('-unpacked')) : undefined
  const names = { linux: 'crossfade-workbench', win32: 'crossfade-workbench.exe' } as const
  const name = process.platform === 'linux' || process.platform === 'win32' ? names[process.platform] : undefined
  if (folder === undefined || name === undefined) return { missing: 'there is no packaged application; npm run test:deep makes one and tests it' }
  const resources = join(dist, folder, 'resources')
  const built = join(repository, 'out', 'build.json')
  if (existsSync(built) && statSync(join(resources, 'app.asar')).mtimeMs < statSync(built).mtimeMs) {
    return { missing: 'the packaged application is older than the build; npm run test:deep makes it anew' }
  }
  return { executable: join(dist, folder, name), resources }
}

/** Electron's fuses as they stand in the binary: after the mark that Electron's own tool looks for, a version, a length and one character each. */
export function fusesOf(executable: string): string {
  const binary = readFileSync(executable)
  const at = binary.indexOf('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX') + 32
  return binary.toString('latin1', at + 2, at + 2 + (binary[at + 1] ?? 0))
}

export interface Running {
  readonly page: Page
  readonly child: ChildProcess
  /** What it wrote to stderr so far. */
  readonly said: () => string
  readonly end: () => Promise<void>
}

/**
 * Starts the packaged application as it is. Playwright's own way into Electron needs Node's inspector, which a fuse closes: the page is reached through
 * Chromium's debugging port.
 */
export async function startPackaged({ executable }: Packaged, sandbox: Sandbox, words: readonly string[] = []): Promise<Running> {
  const root = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const child = spawn(executable, [...root, '--remote-debugging-port=0', ...words], {
    env: { ...process.env, CROSSFADE_USER_DATA: sandbox.userData, CROSSFADE_CONFIG_DIR: join(sandbox.dir, 'config') },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  const address = await new Promise<string>((done, fail) => {
    child.once('exit', (code) => fail(new Error(`The packaged application ended with code ${String(code)}: ${said.slice(-2000)}`)))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const found = /DevTools listening on (ws:\S+)/.exec(said)
      if (found?.[1] !== undefined) done(found[1])
    })
  })
  const browser: Browser = await chromium.connectOverCDP(address, { noDefaults: true })
  const context = browser.contexts()[0]
  if (context === undefined) throw new Error('The packaged application has no page')
  const page = context.pages()[0] ?? (await context.waitForEvent('page'))
  await page.waitForFunction(() => 'crossfade' in window)
  return {
    page,
    child,
    said: () => said,
    end: async () => {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      await browser.close().catch(() => undefined)
    },
  }
}
