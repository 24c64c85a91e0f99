import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { gioTrash } from './gio-trash'

/** Beside the trash of the person, which gio takes for what lies on the same disk. */
let dir: string
let before: string | undefined

beforeEach(() => {
  dir = mkdtempSync(join(homedir(), '.crossfade-trash-'))
  before = process.env['XDG_DATA_HOME']
  process.env['XDG_DATA_HOME'] = join(dir, 'data')
})
afterEach(() => {
  if (before === undefined) delete process.env['XDG_DATA_HOME']
  else process.env['XDG_DATA_HOME'] = before
  rmSync(dir, { recursive: true, force: true })
})

it('moves a folder to the trash of the system where there is one, and leaves it alone where there is none', async () => {
  const run = join(dir, 'r-20261123-041341-aaaaa')
  mkdirSync(run)
  writeFileSync(join(run, 'run.json'), '{}')
  const there = process.platform === 'linux' && spawnSync('gio', ['version']).status === 0
  expect(await gioTrash(run)).toBe(there)
  expect(existsSync(join(run, 'run.json'))).toBe(!there)
  if (there) expect(readdirSync(join(dir, 'data', 'Trash', 'files'))).toEqual(['r-20261123-041341-aaaaa'])
})

it('answers no for what is not there', async () => {
  expect(await gioTrash(join(dir, 'nothing'))).toBe(false)
})
