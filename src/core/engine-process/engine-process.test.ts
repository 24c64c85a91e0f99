import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { method } from '@shared/engine/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { EngineProcess } from './engine-process'
import { forkEngine } from './fork-engine'

const methods = {
  double: method<number, { readonly half: number }>()(z.object({ value: z.number() })),
  hang: method<string>()(z.object({})),
  die: method<null>()(z.object({ code: z.number() })),
  refuse: method<null>()(z.object({})),
}

/** A real process that speaks the wire protocol. */
const engine = `
process.on('disconnect', () => process.exit(0))
const hanging = new Map()
process.on('message', (message) => {
  if (message.kind === 'shutdown') process.exit(0)
  const { id } = message
  if (message.kind === 'cancel') return process.send({ kind: 'result', id, value: 'ended early' })
  switch (message.method) {
    case 'double':
      process.send({ kind: 'event', id, event: { half: message.payload.value } })
      return process.send({ kind: 'result', id, value: message.payload.value * 2 })
    case 'die':
      console.error('something native broke')
      return process.exit(message.payload.code)
    case 'refuse':
      return process.send({ kind: 'error', id, error: { code: 'file-empty', message: 'nothing there' } })
  }
})
process.send({ kind: 'ready', role: 'data', pid: process.pid })
`

let dir: string
let open: EngineProcess<typeof methods>[] = []

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-engine-'))
})
afterEach(async () => {
  await Promise.all(open.map((one) => one.stop()))
  open = []
  await rm(dir, { recursive: true })
})

async function start(source: string, more: { readyTimeoutMs?: number; stopTimeoutMs?: number } = {}) {
  await writeFile(join(dir, 'engine-data.js'), source)
  const process = new EngineProcess({ role: 'data', methods, startEngine: forkEngine({ entriesDir: dir }), ...more })
  open.push(process)
  return process
}

describe('EngineProcess', () => {
  it('answers a request after telling its events', async () => {
    const events: unknown[] = []
    const process = await start(engine)
    await expect(process.request('double', { value: 21 }, { onEvent: (event) => events.push(event) })).resolves.toBe(42)
    expect(events).toEqual([{ half: 21 }])
  })

  it('gives an error of the engine to the caller with its code', async () => {
    const process = await start(engine)
    await expect(process.request('refuse', {})).rejects.toMatchObject({ code: 'file-empty', message: 'nothing there' })
  })

  it('rejects everyone who waits when the process dies, with the reason and its last words', async () => {
    const process = await start(engine)
    const waiting = [process.request('hang', {}), process.request('hang', {}), process.request('die', { code: 7 })]
    for (const one of waiting) {
      await expect(one).rejects.toMatchObject({ code: 'engine-exited', message: 'The data engine ended unexpectedly (ended with code 7).' })
    }
    await waiting[0]?.catch((error: { details?: { output?: string } }) => expect(error.details?.output).toContain('something native broke'))
    expect(process.running).toBe(false)
    await expect(process.request('double', { value: 1 })).rejects.toMatchObject({ code: 'engine-exited' })
  })

  it('names a kill as such', async () => {
    const process = await start(engine)
    await process.ready
    const waiting = process.request('hang', {})
    process.kill()
    await expect(waiting).rejects.toMatchObject({ details: { signal: 'SIGKILL' } })
  })

  it('passes the wish to end early on', async () => {
    const process = await start(engine)
    const controller = new AbortController()
    const waiting = process.request('hang', {}, { signal: controller.signal })
    await process.ready
    setTimeout(() => controller.abort(), 20)
    await expect(waiting).resolves.toBe('ended early')
  })

  it('gives up on a process that does not get ready', async () => {
    const process = await start('setInterval(() => {}, 1000)', { readyTimeoutMs: 300 })
    await expect(process.request('double', { value: 1 })).rejects.toMatchObject({ code: 'engine-unavailable' })
  })

  it('says why a process could not start', async () => {
    const process = await start(`require('not-there')`)
    await expect(process.ready).rejects.toMatchObject({
      code: 'engine-unavailable',
      message: expect.stringContaining("Cannot find module 'not-there'") as string,
    })
  })

  it('knows a process that was killed while it started from one that cannot start', async () => {
    const process = await start('setInterval(() => {}, 1000)')
    const waiting = process.request('double', { value: 1 })
    setTimeout(() => process.kill(), 100)
    await expect(waiting).rejects.toMatchObject({ code: 'engine-exited' })
  })

  it('stops in order, and kills what does not listen', async () => {
    const polite = await start(engine)
    await polite.ready
    await polite.stop()
    expect(polite.running).toBe(false)
    const deaf = await start(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); process.on('message', () => {}); process.send({ kind: 'ready', role: 'data', pid: process.pid })`, {
      stopTimeoutMs: 100,
    })
    await deaf.ready
    await deaf.stop()
    expect(deaf.running).toBe(false)
  })

  it('carries typed arrays and dates', async () => {
    const process = await start(`
      process.on('message', (m) => m.kind === 'shutdown' ? process.exit(0) : process.send({ kind: 'result', id: m.id, value: new Float32Array([1, 2]) }))
      process.send({ kind: 'ready', role: 'data', pid: process.pid })`)
    const answer: unknown = await process.request('double', { value: 1 })
    expect(answer).toEqual(new Float32Array([1, 2]))
  })
})
