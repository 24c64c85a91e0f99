// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const requirePattern = /\brequire\(\s*(['"])([^'"]+)\1\s*\)/g

/**
 * The files that CommonJS loads, starting from module names: every literal `require` is followed, whether its branch is taken or not. What is not
 * installed (libraries for other systems) is passed over: whether something is missing that is needed shows in the packaged test.
 * @param {readonly string[]} entries module names, as `require` takes them
 * @param {string} from a file or folder that they are resolved from
 * @returns {readonly string[]} absolute paths: the files, and the package.json of every package they are in
 */
export function loadedFiles(entries, from) {
  /** @type {Set<string>} */
  const files = new Set()
  const waiting = entries.map((name) => createRequire(join(from, 'package.json')).resolve(name))
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue
    files.add(file)
    files.add(manifestOf(file))
    if (!/\.c?js$/.test(file)) continue
    const require = createRequire(file)
    for (const [, , name = ''] of readFileSync(file, 'utf8').matchAll(requirePattern)) {
      const found = resolved(require, name)
      if (found !== undefined) waiting.push(found)
    }
  }
  return [...files].sort()
}

/**
 * @param {NodeJS.Require} require
 * @param {string} name
 */
function resolved(require, name) {
  try {
    const path = require.resolve(name)
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}

/**
 * @param {string} file
 * @returns {string} the package.json of the package it is in
 */
export function manifestOf(file) {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest) && 'name' in JSON.parse(readFileSync(manifest, 'utf8'))) return manifest
    if (folder === dirname(folder)) throw new Error(`${file} is in no package`)
  }
}
