import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { method } from '@shared/engine/wire'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { EngineChild, StartEngine } from './engine-child'
import { EngineProcess } from './engine-process'
import { forkEngine } from './fork-engine'
import { startAhead } from './start-ahead'

let dir: string
let children: EngineChild[]
let started: StartEngine
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-ahead-'))
  const source = `
    process.on('disconnect', () => process.exit(0))
    process.on('message', ({ kind, id }) => kind === 'shutdown' ? process.exit(0) : process.send({ kind: 'result', id, value: process.pid }))
    process.send({ kind: 'ready', role: 'data', pid: process.pid })
    console.error('begun')`
  for (const role of ['data', 'analysis']) await writeFile(join(dir, `engine-${role}.js`), source)
  children = []
  const fork = forkEngine({ entriesDir: dir })
  started = (role) => {
    const child = fork(role)
    children.push(child)
    return child
  }
})
afterEach(async () => {
  for (const child of children) child.kill()
  await rm(dir, { recursive: true })
})

const methods = { ask: method<number>()(z.object({})) }
const begun = (child: EngineChild | undefined) => vi.waitFor(() => expect(child?.outputTail()).toContain('begun'), { timeout: 20_000 })
const ended = (child: EngineChild | undefined) => new Promise((resolve) => child?.onExit(resolve))

it('hands the process over to the first that asks for its role, with what it has said by then', async () => {
  const { startEngine } = startAhead(started, 'data')
  await begun(children[0])
  const [analysis, data, another] = (['analysis', 'data', 'data'] as const).map((role) => new EngineProcess({ role, methods, startEngine }))
  expect(await data?.request('ask', {})).toBe(children[0]?.pid)
  expect([await analysis?.request('ask', {}), await another?.request('ask', {})]).toEqual([children[1]?.pid, children[2]?.pid])
  expect(children).toHaveLength(3)
  await Promise.all([analysis, data, another].map((one) => one?.stop()))
})

it('ends a process that nobody asked for, and no other', async () => {
  const unwanted = startAhead(started, 'data')
  unwanted.end()
  expect(await ended(children[0])).toEqual({ code: null, signal: 'SIGKILL' })
  const { startEngine, end } = startAhead(started, 'data')
  const process = new EngineProcess({ role: 'data', methods, startEngine })
  end()
  expect(await process.request('ask', {})).toBe(children[1]?.pid)
  await process.stop()
})
