import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CommandLine } from './fixtures/command-line'
import { killOnce, undisturbed } from './fixtures/random-kills'

let folder: string
let crossfade: CommandLine
let reference: Awaited<ReturnType<typeof undisturbed>>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-kills-'))
  crossfade = await CommandLine.open(folder)
  reference = await undisturbed(crossfade)
}, 180_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

// Random moments in full: random-kills.deep.ts.
it.each([
  ['app', 0.45],
  ['trainer', 0.7],
  ['both', 0.85],
] as const)('loses nothing when %s is killed, and goes on to the same weights', async (killed, share) => {
  const outcome = await killOnce(crossfade, killed, share * reference.ms, reference.weights)
  if (outcome !== null) expect(outcome).toMatchObject({ lost: [], sameWeights: true })
}, 120_000)
