// @ts-check
import { createHash } from 'node:crypto'
import { homedir, platform } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The clone this set-up belongs to. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** What this clone remembers of its own set-up. `npm ci` removes it together with node_modules, which is the point. */
export const stateFolder = join(root, 'node_modules', '.crossfade')

/**
 * The folder outside the clone that keeps downloads and native builds, so that a second clone takes seconds.
 * `CROSSFADE_CACHE` wins, then the XDG cache folder, then `~/.cache`.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string} an absolute path; it may not exist yet
 */
export function cacheFolder(env = process.env) {
  if (env['CROSSFADE_CACHE']) return resolve(env['CROSSFADE_CACHE'])
  // The XDG specification says that a relative path there is to be ignored.
  const xdg = env['XDG_CACHE_HOME']
  if (xdg && resolve(xdg) === xdg) return join(xdg, 'crossfade')
  return join(homedir(), '.cache', 'crossfade')
}

/** True where the pinned Linux wheels fit. */
export const isLinuxX64 = platform() === 'linux' && process.arch === 'x64'

/**
 * @param {string} text
 * @returns {string} the first 12 hex digits of its sha256, for names of files and folders
 */
export function shortHash(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
