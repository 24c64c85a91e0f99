import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeLock } from '@shared/run/run-lock'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { abandonedReason, lockWitness, readRunLock, takeRunLock } from './run-lock-file'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-lock-'))
  await writeFile(join(dir, 'run.json'), '{}')
})
afterEach(() => rm(dir, { recursive: true }))

it('keeps a second taker out, and lets go', async () => {
  const release = takeRunLock(dir)
  expect(readRunLock(dir)?.kind).toBe('held')
  expect(() => takeRunLock(dir)).toThrowError(/Another program works on this run/)
  release()
  expect(readRunLock(dir)).toBeNull()
  takeRunLock(dir)()
  expect(await readdir(dir)).toEqual(['run.json'])
})

it('takes over from a killed owner', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await new Promise((resolve) => child.once('spawn', resolve))
  const pid = child.pid ?? 0
  await writeFile(join(dir, 'lock'), JSON.stringify(makeLock(pid, lockWitness())))
  expect(readRunLock(dir)?.kind).toBe('held')
  expect(await abandonedReason(dir)).toBeNull()
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('exit', resolve))
  expect(await abandonedReason(dir)).toBe(`Interrupted: process ${pid} is gone.`)
  const release = takeRunLock(dir)
  expect(JSON.parse(await readFile(join(dir, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid })
  release()
})

it('takes over a torn lock', async () => {
  await writeFile(join(dir, 'lock'), '{"version":1,"pi')
  takeRunLock(dir)()
  expect(await readdir(dir)).toEqual(['run.json'])
})

it('does not remove a lock that another owner has put in its place', async () => {
  const release = takeRunLock(dir)
  const other = JSON.stringify({ ...makeLock(process.pid, lockWitness()), pid: process.pid + 1 })
  await writeFile(join(dir, 'lock'), other)
  release()
  expect(await readFile(join(dir, 'lock'), 'utf8')).toBe(other)
})

it('gives a run that was handed over this moment time to be taken', async () => {
  expect(await abandonedReason(dir)).toBeNull()
  const old = new Date(Date.now() - 60_000)
  await utimes(join(dir, 'run.json'), old, old)
  expect(await abandonedReason(dir)).toContain('Interrupted')
})
