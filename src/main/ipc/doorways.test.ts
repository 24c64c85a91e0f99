import { readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { describe, expect, it } from 'vitest'

const source = join(__dirname, '..', '..')

function files(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) return files(path)
    return /\.(ts|vue)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name) ? [path] : []
  })
}

const withText = (pattern: RegExp) =>
  files(source)
    .filter((file) => pattern.test(readFileSync(file, 'utf8')))
    .map((file) => relative(source, file).split(sep).join('/'))

/** Each way in or out of a process stands in one file, which checks what passes. */
describe('one doorway a process', () => {
  it.each([
    ['requests of the window', /\bipcMain\b/, ['main/ipc/doorway.ts']],
    ['messages to the window', /\bwebContents\.send\(/, ['main/ipc/window-messages.ts']],
    ['the bridge', /\bcontextBridge\b|\bipcRenderer\b/, ['preload/index.ts']],
    ['links out', /\bshell\.openExternal\(/, ['main/links/open-link.ts']],
    ['engine processes of Electron', /\butilityProcess\.fork\(/, ['main/engine/utility-engine.ts']],
    ['the parent of an engine', /\bparentPort\b/, ['engine/channel/parent-channel.ts']],
  ])('%s', (_what, pattern, allowed) => {
    expect(withText(pattern)).toEqual(allowed)
  })

  it('no channel of the contract is spelled outside the contract, the bridge, the handlers and the messages', () => {
    const channel = /['"](app|settings|workspace|datasets|evaluation|runs|queue|storage|predict|proofs|compare|studies):[a-z-]+['"]/
    const allowed = /^(shared\/ipc\/requests\/[a-z]+|preload\/(api|build-api)|main\/ipc\/.*|main\/datasets\/open-dataset|main\/app\/application|renderer\/.*)\.(ts|vue)$/
    expect(withText(channel).filter((file) => !allowed.test(file))).toEqual([])
  })
})
