import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { trainerMethods } from '@shared/engine/trainer-methods'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { EngineProcess } from './engine-process'
import { engineProbe } from './engine-probe'
import { forkEngine } from './fork-engine'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-probe-'))
})
afterEach(() => rm(dir, { recursive: true }))

/** A probe of a real process that runs this when asked; `ends` tells of each end whether it was wanted. */
async function probing(onRequest: string) {
  await writeFile(
    join(dir, 'engine-trainer.js'),
    `process.on('disconnect', () => process.exit(0))
     process.on('message', ({ kind, id }) => { if (kind === 'shutdown') process.exit(0); ${onRequest} })
     process.send({ kind: 'ready', role: 'trainer', pid: process.pid })`,
  )
  const ends: boolean[] = []
  const start = () => new EngineProcess({ role: 'trainer', methods: trainerMethods, startEngine: forkEngine({ entriesDir: dir }), onExit: (_exit, wanted) => ends.push(wanted) })
  return { probe: engineProbe(start), ends }
}

it('asks one process once, whoever wants to know', async () => {
  const { probe, ends } = await probing(`process.send({ kind: 'result', id, value: 'what it can' })`)
  expect(await Promise.all([probe.ask(), probe.ask()])).toEqual(['what it can', 'what it can'])
  expect(await probe.ask()).toBe('what it can')
  expect(ends).toEqual([true])
})

it('asks anew after a failure', async () => {
  const { probe } = await probing(`process.send({ kind: 'error', id, error: { code: 'engine-unavailable', message: 'no such mode' } })`)
  await expect(probe.ask()).rejects.toMatchObject({ message: 'no such mode' })
  await expect(probe.ask()).rejects.toMatchObject({ message: 'no such mode' })
})

it('ends a probe under way as something wanted, so that quitting does not look like a crash', async () => {
  const { probe, ends } = await probing('')
  const answer = probe.ask()
  probe.end()
  await expect(answer).rejects.toMatchObject({ code: 'cancelled' })
  expect(ends).toEqual([true])
  probe.end()
})
