import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CommandLine } from './fixtures/command-line'
import { denseCheckpoints, killOnce, phases, undisturbed } from './fixtures/random-kills'
import type { KillOutcome, Moment } from './fixtures/random-kills'

const kills = Number(process.env['CROSSFADE_KILLS'] ?? 50)
let folder: string
let crossfade: CommandLine

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-kills-'))
  crossfade = await CommandLine.open(folder, undefined, denseCheckpoints)
}, 180_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

it(`survives ${kills} kills at random moments`, { timeout: kills * 90_000 }, async () => {
  const reference = await undisturbed(crossfade)
  const outcomes: KillOutcome[] = []
  let outside = 0
  for (let i = 0; i < kills; i++) {
    const killed = (['app', 'trainer', 'both'] as const)[i % 3] ?? 'app'
    // Four in five while the run does what a moment by the clock seldom meets; the fifth by the clock.
    const phase = phases[i % (phases.length + 1)]
    const moment: Moment = phase === undefined ? { kind: 'after', ms: (0.1 + 0.9 * Math.random()) * reference.ms } : { kind: 'phase', phase, epochs: Math.floor(Math.random() * 110) }
    const outcome = await killOnce(crossfade, killed, moment, reference.weights)
    if (outcome === null) outside += 1
    else outcomes.push(outcome)
    // A run of this test that is broken off has its figures up to there.
    if (outcome !== null) console.log(`kill ${i + 1}: ${killed} in ${outcome.phase} after ${Math.round(outcome.afterMs)} ms, found ${outcome.found} with ${outcome.epochs} epochs, lost ${outcome.lost.length}, ${outcome.sameWeights ? 'same' : 'other'} weights`)
  }
  const count = (test: (outcome: KillOutcome) => boolean) => outcomes.filter(test).length
  const hits = Object.fromEntries(phases.map((phase) => [phase, count((one) => one.phase === phase)]))
  console.log(
    `${kills} kills, of which in each phase ${JSON.stringify(hits)}; ${outside} before a run was there or after its end; found ${JSON.stringify(
      Object.fromEntries([...new Set(outcomes.map((one) => one.found))].map((found) => [found, count((one) => one.found === found)])),
    )}; ${count((one) => one.lost.length > 0)} lost an epoch; ${count((one) => !one.sameWeights)} ended with other weights`,
  )
  expect(outcomes.filter((one) => one.lost.length > 0 || !one.sameWeights)).toEqual([])
  expect(outcomes.length).toBeGreaterThan(0)
  for (const phase of phases) expect(hits[phase], `no kill hit the phase ${phase}`).toBeGreaterThan(0)
})
