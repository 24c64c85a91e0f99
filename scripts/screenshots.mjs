// @ts-check
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { runGroup } from './child-group.mjs'
import { hasDisplay } from './setup/debian.mjs'
import { electronEnvironment, electronPath } from './setup/electron-path.mjs'
import { root } from './setup/paths.mjs'
import { say } from './setup/report.mjs'
import { smallPng } from './small-png.mjs'

/**
 * Takes the pictures of docs/screenshots again, in the real window; on a hidden display where there is none.
 * @param {readonly string[]} args given on to Playwright, such as `-g errors`
 * @returns {Promise<number>} the exit code
 */
export async function takeScreenshots(args) {
  await ensureBuilt()
  const electron = electronPath()
  const take = [process.execPath, join(root, 'node_modules', 'playwright', 'cli.js'), 'test', '--config', join(root, 'e2e', 'screenshots.config.ts'), ...args]
  const display = hasDisplay() ? [] : ['xvfb-run', '--auto-servernum', '--server-args=-screen 0 1600x1200x24']
  const [command = process.execPath, ...rest] = [...display, ...take]
  const code = (await runGroup(command, rest, { env: electron ? electronEnvironment(electron) : {} })) ?? 1
  shrink(join(root, 'docs', 'screenshots'))
  return code
}

/**
 * Makes the pictures of a folder as small as a repository likes them.
 * @param {string} folder
 */
export function shrink(folder) {
  let bytes = 0
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.png'))) {
    const file = join(folder, name)
    const small = smallPng(readFileSync(file))
    writeFileSync(file, small)
    bytes += small.length
  }
  say(`docs/screenshots: ${(bytes / 1e6).toFixed(1)} MB.`)
}
