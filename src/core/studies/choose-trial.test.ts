import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { search, study } from '@shared/study/fixtures/study'
import { looksOf } from '@shared/study/looks'
import type { Look, StudyRecord } from '@shared/study/study'
import type { Trial } from '@shared/study/trial'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EvaluateService } from '../proof/proof-verbs'
import { openWorkspace } from '../workspace/workspace'
import type { Workspace } from '../workspace/workspace'
import { chooseAndScore } from './choose-trial'
import { scoredTestRows } from './scored-test-rows'

let dir: string
let workspace: Workspace
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-choose-'))
  workspace = await openWorkspace(dir)
})
afterEach(() => rm(dir, { recursive: true }))

const trial = (number: number, objective: number, configuration = number): Trial => ({
  trial: number, run: `r${number}`, configuration, values: {}, seed: number, by: 'strategy', bracket: null, until: null, status: 'completed', reason: null, objective, epoch: 1, epochs: 1, parameters: 1, trainMs: 1, curve: [], begun: '', ended: '',
})
const record: StudyRecord = {
  version: 1, id: 's-20261123-080000-aaaaa', created: '', status: 'completed', reason: null, started: null, ended: null, jobs: 1,
  design: study(), dataset: { id: 'd-000000000000', name: 'songs', sha256: '', rows: 10 }, of: null, chosen: null,
}

/** Scores test rows, as the trainer does, one after the other in time; what was scored is recorded with its time. */
function scoring(values: Readonly<Record<string, number>>): Pick<EvaluateService, 'evaluate'> {
  let clock = 0
  const recorded = new Map<string, string>()
  return {
    evaluate: async ({ run }) => {
      const scoredAt = recorded.get(run) ?? `2026-11-23T09:00:0${clock++}.000Z`
      recorded.set(run, scoredAt)
      await mkdir(join(workspace.runsDir, run), { recursive: true })
      await writeFile(join(workspace.runsDir, run, 'run.json'), JSON.stringify({ ended: '', test: { accuracy: values[run], scoredAt } }, null, 2))
      const value = values[run] ?? 0
      return { run, on: 'test', recorded: true, rows: 69, epoch: 1, scoredAt, metrics: { accuracy: { value, interval: [value - 0.1, Math.min(1, value + 0.1)], method: 'wilson' } }, confusion: null, perClass: null }
    },
  }
}

async function choose(from: StudyRecord, trials: readonly Trial[], evaluations: Pick<EvaluateService, 'evaluate'>): Promise<StudyRecord> {
  const before = looksOf(from, trials, await scoredTestRows(workspace, trials))
  return { ...from, ...(await chooseAndScore(from, trials, before, { evaluations, measure: async (run) => (await evaluations.evaluate({ run, on: 'test' })).metrics, keep: nobody })) }
}
const nobody = () => Promise.resolve()

describe('the choice of a trial', () => {
  it('keeps the first look when another trial is chosen later', async () => {
    const service = scoring({ r1: 0.7, r4: 0.8 })
    const two = [trial(1, 0.6), trial(2, 0.5)]
    const first = await choose(record, two, service)
    expect(first.chosen).toMatchObject({ trial: 1, outOf: 2 })
    const second = await choose(first, [...two, trial(3, 0.1), trial(4, 0.9), trial(5, 0.2)], service)
    expect(second.chosen).toMatchObject({ trial: 4, outOf: 5 })
    expect(second.looks).toEqual([
      { trial: 1, run: 'r1', at: first.chosen?.at, outOf: 2, by: 'choice' },
      { trial: 4, run: 'r4', at: second.chosen?.at, outOf: 5, by: 'choice' },
    ])
  })

  it('made again on an unchanged study changes nothing', async () => {
    const service = scoring({ r1: 0.7 })
    const trials = [trial(1, 0.6), trial(2, 0.5)]
    const first = await choose(record, trials, service)
    expect(await choose(first, trials, service)).toEqual(first)
  })

  it('that breaks off has looked all the same', async () => {
    const seeded = { ...record, design: study({ plan: search({ seeds: 3 }) }) }
    const trials = [1, 2, 3].map((number) => trial(number, 0.9, 1))
    const service = scoring({ r1: 0.7, r2: 0.7, r3: 0.7 })
    const broken: typeof service = { evaluate: (asked) => (asked.run === 'r2' ? Promise.reject(new Error('The disk is full.')) : service.evaluate(asked)) }
    const kept: (readonly Look[])[] = []
    const measure = async (run: string) => (await service.evaluate({ run, on: 'test' })).metrics
    await expect(chooseAndScore(seeded, trials, [], { evaluations: broken, measure, keep: (looks) => Promise.resolve(void kept.push(looks)) })).rejects.toThrow('The disk is full.')
    expect(kept).toEqual([[{ trial: 1, run: 'r1', at: '2026-11-23T09:00:00.000Z', outOf: 1, by: 'choice' }]])
    const after = await choose({ ...seeded, looks: [...(kept[0] ?? [])] }, trials, service)
    expect(after.looks?.map(({ trial: number, by }) => [number, by])).toEqual([[1, 'choice'], [2, 'choice'], [3, 'choice']])
  })

  it('counts what was scored by hand before it', async () => {
    const service = scoring({ r1: 0.7, r2: 0.6 })
    const trials = [trial(1, 0.6), trial(2, 0.5)]
    await service.evaluate({ run: 'r2', on: 'test' })
    const { chosen, looks } = await choose(record, trials, service)
    expect(chosen).toMatchObject({ trial: 1, outOf: 2 })
    expect(looks?.map(({ trial: number, by }) => [number, by])).toEqual([[2, 'person'], [1, 'choice']])
  })

  it('with several seeds has an interval of rows and seeds together, also where the seeds are equal', async () => {
    const seeded = { ...record, design: study({ plan: search({ seeds: 3 }) }) }
    const trials = [1, 2, 3].map((number) => trial(number, 0.9, 1))
    const wilson = scoring({ r1: 1, r2: 1, r3: 1 })
    const { chosen } = await choose(seeded, trials, wilson)
    // Each of them has 90 % to 100 % by its rows: the mean of three equal ones is no surer.
    expect(chosen).toMatchObject({ test: 1, testMethod: 'rows-and-seeds', testDeviation: 0 })
    expect(chosen?.testInterval?.[0]).toBeCloseTo(0.9, 12)
    expect(chosen?.testInterval?.[1]).toBe(1)
    const apart = (await choose({ ...seeded, id: 's-20261123-080000-bbbbb' }, [4, 5, 6].map((number) => ({ ...trial(number, 0.9, 1), trial: number - 3 })), scoring({ r4: 0.6, r5: 0.7, r6: 0.8 }))).chosen
    // By hand: rows 0.1 each side, seeds t(0.975, 2) x 0.1 / sqrt(3) = 0.248414.
    expect((apart?.test ?? 0) - (apart?.testInterval?.[0] ?? 0)).toBeCloseTo(Math.hypot(0.1, 0.2484137712), 8)
  })

  it('has an interval that ends where the metric does', async () => {
    const trials = [trial(1, 0.1), trial(2, 0.2)]
    const service = scoring({ r1: 0.05 })
    const losses = { ...record, design: study({ objective: { metric: 'logLoss', direction: 'min' } }) }
    const measure = () => Promise.resolve({ logLoss: { value: 0.05, interval: [-0.05, 0.15] as [number, number], method: 't' } })
    expect((await chooseAndScore(losses, trials, [], { evaluations: service, measure, keep: nobody })).chosen).toMatchObject({ testInterval: [0, 0.15], testMethod: 't-rows' })
  })

  it('of several seeds is no surer where the interval of one was cut at 0', async () => {
    const seeded = { ...record, design: study({ plan: search({ seeds: 2 }), objective: { metric: 'logLoss', direction: 'min' } }) }
    const [low, high] = [0.05, 0.35]
    const service = scoring({ r1: low, r2: high })
    const evaluate: typeof service.evaluate = async (asked) => ({ ...(await service.evaluate(asked)), metrics: { logLoss: { value: asked.run === 'r1' ? low : high, interval: null, method: null } } })
    const measure = (run: string) => Promise.resolve({ logLoss: run === 'r1' ? { value: low, interval: [0, low + 0.1] as [number, number], method: 't' } : { value: high, interval: [high - 0.1, high + 0.1] as [number, number], method: 't' } })
    const { chosen } = await chooseAndScore(seeded, [trial(1, 0.1, 1), trial(2, 0.1, 1)], [], { evaluations: { evaluate }, measure, keep: nobody })
    // By hand: rows 0.1 above, seeds t(0.975, 1) x 0.15.
    expect(chosen?.testInterval?.[0]).toBe(0)
    expect(chosen?.testInterval?.[1]).toBeCloseTo(0.2 + Math.hypot(0.1, 12.7062047362 * 0.15), 8)
  })

  it('is not made of a combination that has had one of three seeds', async () => {
    const seeded = { ...record, design: study({ plan: search({ seeds: 3 }) }) }
    const trials = [...[1, 2, 3].map((number) => trial(number, 0.8, 1)), trial(4, 0.95, 2)]
    const { chosen } = await choose(seeded, trials, scoring({ r1: 0.7, r2: 0.7, r3: 0.7, r4: 0.9 }))
    expect(chosen).toMatchObject({ trial: 1, outOf: 1, validation: expect.closeTo(0.8, 12) as number })
  })
})
