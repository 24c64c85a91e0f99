import { describe, expect, it } from 'vitest'
import { readVersioned } from '../files/versioned'
import { study, search } from './fixtures/study'
import { looksOf, otherLooks } from './looks'
import { studyRecord } from './study'
import type { ChosenTrial, Look, StudyRecord } from './study'
import type { Trial } from './trial'

const trial = (number: number, configuration = number, objective: number | null = 0.5): Trial => ({
  trial: number, run: `r${number}`, configuration, values: {}, seed: number, by: 'strategy', bracket: null, until: null, status: 'completed', reason: null, objective, epoch: 1, epochs: 1, parameters: 1, trainMs: 1, curve: [], begun: '', ended: '',
})
const chosen = (number: number, at: string, outOf: number): ChosenTrial => ({ trial: number, run: `r${number}`, at, outOf, validation: 0.5, test: 0.4, testInterval: null, testMethod: null, testRows: 9 })
const of = (change: Partial<Pick<StudyRecord, 'looks' | 'chosen' | 'design'>>) => ({ design: study(), chosen: null, ...change })
const at = (times: Readonly<Record<string, string>>) => (run: string) => times[run] ?? null

describe('looks at the test rows', () => {
  it('are none where nothing was scored', () => expect(looksOf(of({}), [trial(1), trial(2)], () => null)).toEqual([]))

  it('count trials that were scored by hand', () => {
    expect(looksOf(of({}), [trial(1), trial(2), trial(3)], at({ r1: 'b', r3: 'a' }))).toEqual([
      { trial: 3, run: 'r3', at: 'a', outOf: null, by: 'person' },
      { trial: 1, run: 'r1', at: 'b', outOf: null, by: 'person' },
    ])
  })

  it('of a study.json without the list are those of its choice, all seeds together', () => {
    const old = of({ chosen: chosen(1, 'c', 2) })
    const looks = looksOf(old, [trial(1), trial(2, 1), trial(3, 1, null), trial(4)], at({ r1: 'b', r2: 'c', r4: 'd' }))
    expect(looks.map(({ trial: number, by, outOf }) => [number, by, outOf])).toEqual([[1, 'choice', 2], [2, 'choice', 2], [4, 'person', null]])
    expect(otherLooks(looks, [trial(1), trial(2, 1), trial(3, 1), trial(4)], old.chosen).map((look) => look.trial)).toEqual([4])
  })

  it('that are written down stay, also when the run is gone', () => {
    const looks: Look[] = [{ trial: 1, run: 'r1', at: 'a', outOf: 2, by: 'choice' }, { trial: 2, run: 'r2', at: 'b', outOf: 5, by: 'choice' }]
    const record = of({ looks, chosen: chosen(2, 'b', 5) })
    expect(looksOf(record, [trial(1), trial(2)], () => null)).toEqual(looks)
    expect(otherLooks(looks, [trial(1), trial(2)], record.chosen)).toEqual([looks[0]])
  })

  it('are none of a plan that chooses nothing', () => {
    expect(looksOf(of({ design: study({ plan: { kind: 'repeat', seeds: 2, resplit: false } }) }), [trial(1)], at({ r1: 'a' }))).toEqual([])
  })

  it('are read from files of today and from those without the list', () => {
    const record = {
      version: 1, id: 's-20261123-080000-aaaaa', created: '', status: 'completed', reason: null, started: null, ended: null, jobs: 1,
      design: { ...study(), plan: search({}) }, dataset: { id: 'd', name: 't', sha256: '', rows: 1 }, of: null, chosen: chosen(1, 'a', 2),
    }
    const read = (value: unknown) => readVersioned(JSON.stringify(value), { schema: studyRecord, current: 1, upgrades: {} })
    expect(read(record)).toMatchObject({ kind: 'ok', value: { chosen: { trial: 1 } } })
    expect(read({ ...record, looks: [{ trial: 1, run: 'r1', at: 'a', outOf: 2, by: 'choice' }] })).toMatchObject({ kind: 'ok', value: { looks: [{ by: 'choice' }] } })
  })
})
