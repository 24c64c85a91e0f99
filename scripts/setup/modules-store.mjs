// @ts-check
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder, root, shortHash } from './paths.mjs'
import { runLines } from './python.mjs'

/** An installed node_modules is about 950 MB, so only the newest few are kept. */
const kept = 2
const modules = join(root, 'node_modules')

function store() {
  return join(cacheFolder(), 'node-modules')
}

/** @param {string} lockfileText */
function place(lockfileText) {
  return join(store(), shortHash(`${lockfileText} ${process.platform} ${process.arch}`))
}

/**
 * Puts a copy of an earlier install of the same lockfile in place: `npm ci` takes half a minute for its 43,000 files, a copy 4 s.
 * @param {string} lockfileText
 * @returns {Promise<boolean>} false where there is none, or it cannot be copied
 */
export async function copyFromStore(lockfileText) {
  const source = place(lockfileText)
  if (!existsSync(source)) return false
  const now = new Date()
  utimesSync(source, now, now)
  const aside = `${modules}.${process.pid}`
  const copied = await copyFolder(source, aside)
  if (copied) {
    rmSync(modules, { recursive: true, force: true })
    renameSync(aside, modules)
  }
  rmSync(aside, { recursive: true, force: true })
  return copied
}

/**
 * Keeps a copy of what npm installed just now, before the native parts go in. Without room for it, nothing is kept.
 * @param {string} lockfileText
 */
export async function keepInStore(lockfileText) {
  const target = place(lockfileText)
  mkdirSync(store(), { recursive: true })
  const aside = `${target}.part`
  rmSync(aside, { recursive: true, force: true })
  if (await copyFolder(modules, aside)) {
    rmSync(target, { recursive: true, force: true })
    renameSync(aside, target)
  }
  const newestFirst = readdirSync(store())
    .map((name) => ({ folder: join(store(), name), used: statSync(join(store(), name)).mtimeMs }))
    .sort((a, b) => b.used - a.used)
  const extra = newestFirst.filter(({ folder }, index) => folder.endsWith('.part') || index >= kept)
  for (const { folder } of extra) rmSync(folder, { recursive: true, force: true })
}

/**
 * With the system's `cp`, which is several times faster than Node's and keeps links as they are.
 * @param {string} from
 * @param {string} to
 */
async function copyFolder(from, to) {
  const options = process.platform === 'linux' ? ['-a', '--reflink=auto'] : ['-a']
  const { code } = await runLines('cp', [...options, from, to])
  return code === 0
}
