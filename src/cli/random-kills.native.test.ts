import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CommandLine } from './fixtures/command-line'
import { denseCheckpoints, killOnce, undisturbed } from './fixtures/random-kills'
import type { KillOutcome } from './fixtures/random-kills'

let folder: string
let crossfade: CommandLine
let reference: Awaited<ReturnType<typeof undisturbed>>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-kills-'))
  crossfade = await CommandLine.open(folder, undefined, denseCheckpoints)
  reference = await undisturbed(crossfade)
}, 300_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

// Random moments in full: random-kills.deep.ts. Each of these is waited for, so that each kill hits a run at work.
it.each([
  ['app', 'prepare', 0],
  ['trainer', 'train', 1 + Math.floor(Math.random() * 60)],
  ['both', 'evaluate', 0],
] as const)('loses nothing when %s is killed in %s (epoch %i), and goes on to the same weights', async (killed, phase, epochs) => {
  let outcome: KillOutcome | null = null
  // A phase may be over before it is seen: that run is not the test.
  for (let attempt = 0; attempt < 5 && outcome === null; attempt++) outcome = await killOnce(crossfade, killed, { kind: 'phase', phase, epochs }, reference.weights)
  expect(outcome).toMatchObject({ killed, phase, found: 'interrupted', lost: [], sameWeights: true })
  expect(outcome?.epochs).toBeGreaterThanOrEqual(phase === 'evaluate' ? 120 : epochs)
}, 300_000)
