import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { currentOwner, withLock } from './lock.mjs'

let folder
let file

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crossfade-lock-'))
  file = join(folder, 'setup.lock')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('is held during the work and gone after it, also when the work fails', async () => {
  await withLock(file, async () => expect(JSON.parse(readFileSync(file, 'utf8')).pid).toBe(process.pid))
  await expect(withLock(file, async () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(existsSync(file)).toBe(false)
})

it('takes over the lock of a process that died', async () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid
  writeFileSync(file, JSON.stringify({ ...currentOwner(), pid: gone }))
  expect(await withLock(file, async () => 'done')).toBe('done')
})

it('takes over from a process whose pid has gone to another one', async () => {
  writeFileSync(file, JSON.stringify({ ...currentOwner(), started: 'long ago' }))
  expect(await withLock(file, async () => 'done')).toBe('done')
})

it('takes over from before the machine was started anew', async () => {
  writeFileSync(file, JSON.stringify({ ...currentOwner(), boot: 'another boot' }))
  expect(await withLock(file, async () => 'done')).toBe('done')
})

it('takes over a torn lock once it is old', async () => {
  writeFileSync(file, '{"pid":')
  const old = new Date(Date.now() - 60_000)
  utimesSync(file, old, old)
  expect(await withLock(file, async () => 'done')).toBe('done')
})

it('waits for a living owner and says so once', async () => {
  let release
  const holding = withLock(file, () => new Promise((done) => (release = done)))
  const waits = []
  const order = []
  const second = withLock(file, async () => order.push('second'), { pollMs: 5, onWait: (owner) => waits.push(owner?.pid) })
  await expect.poll(() => waits).toEqual([process.pid])
  order.push('first')
  release()
  await Promise.all([holding, second])
  expect(order).toEqual(['first', 'second'])
  expect(waits).toHaveLength(1)
})

it('never lets two of several processes in at once, a killed one among them', async () => {
  const shared = join(folder, 'inside')
  const script = `
    import { existsSync, rmSync, writeFileSync } from 'node:fs'
    import { withLock } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, 'lock.mjs')).href)}
    const [lock, inside, mode] = process.argv.slice(-3)
    await withLock(lock, async () => {
      if (mode === 'die') { process.stdout.write('in'); await new Promise((done) => setTimeout(done, 60000)) }
      if (existsSync(inside)) process.exit(3)
      writeFileSync(inside, '')
      await new Promise((done) => setTimeout(done, 30))
      rmSync(inside)
    }, { pollMs: 5 })
  `
  const program = join(folder, 'holder.mjs')
  writeFileSync(program, script)
  const start = (mode) => spawn(process.execPath, [program, file, shared, mode], { stdio: ['ignore', 'pipe', 'inherit'] })
  const victim = start('die')
  await once(victim.stdout, 'data')
  const others = Array.from({ length: 5 }, () => start('work'))
  victim.kill('SIGKILL')
  const codes = await Promise.all(others.map(async (child) => (await once(child, 'exit'))[0]))
  expect(codes).toEqual([0, 0, 0, 0, 0])
}, 30_000)
