import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ToldRun } from '@shared/export/told-run'
import { temporaryFolder } from '../../trainer/fixtures/temporary-folder'
import { pythonWith } from '../fixtures/python-with'
import { at, told } from '../fixtures/told-run'
import { records, scalarEvents, writeEvents } from '../tensorboard/write-events'
import type { WrittenEvents } from '../tensorboard/write-events'
import { checkEvents } from './check-events'

const python = pythonWith('tensorboard')
if (python.command !== null) process.env['CROSSFADE_PYTHON'] = python.command
const folder = temporaryFolder('crossfade-check-events-')
const { signal } = new AbortController()

/** Writes runs, lets `damage` at the files, and checks them. */
function written(name: string, runs: readonly ToldRun[], ownReader: boolean, damage: (files: readonly string[], out: string) => void = () => undefined) {
  const out = join(folder, name)
  const check = (all: readonly WrittenEvents[]) => {
    damage(all.flatMap(({ files }) => files.map((file) => join(out, file))), out)
    return checkEvents(all, out, { ownReader }, signal)
  }
  return writeEvents(runs, out, { check })
}

/** What float32 rounds away of these numbers. */
const rounded = Math.max(...told.series.flatMap(({ points }) => points.map(({ value }) => Math.abs(value - Math.fround(value)))))
const validation = (files: readonly string[]) => files.find((file) => file.includes('validation')) ?? ''

describe.each([['our own reader', true], ['TensorBoard', false]] as const)('event files as %s reads them', (name, ownReader) => {
  const skip = !ownReader && python.command === null
  const reason = skip ? ` (skipped: ${python.reason})` : ''
  const by = ownReader ? /own reader/ : /^TensorBoard \d+\./

  it.skipIf(skip)(`hold every number and every setting of the runs${reason}`, async () => {
    const { files, checked } = await written(`${name} whole`, [told, { ...told, name: 'größe 2' }], ownReader)
    expect(files).toHaveLength(6)
    expect(checked).toEqual({ by: expect.stringMatching(by) as string, rows: 14, maxDifference: rounded })
    expect(rounded).toBeGreaterThan(0)
  }, 60_000)

  it.skipIf(skip)(`claim no check of numbers where a run has none${reason}`, async () => {
    expect((await written(`${name} empty`, [{ ...told, series: [] }], ownReader)).checked).toBeNull()
  }, 60_000)

  it.skipIf(skip)(`leave nothing where a number is another, a point is missing, or a setting is${reason}`, async () => {
    const changed = (file: string) => {
      const [, second = { part: 'train', metric: '', points: [] }] = told.series
      writeFileSync(file, records(scalarEvents({ started: told.started, series: [{ ...second, points: second.points.map((point) => ({ ...point, value: point.step === 2 ? 9 : point.value })) }] }, 'validation')))
    }
    const cases: readonly (readonly [string, (files: readonly string[]) => void, string])[] = [
      ['another', (files) => changed(validation(files)), 'validation loss is 9 at step 2 instead of 0.75 at step 2'],
      ['short', (files) => truncateSync(validation(files), readFileSync(validation(files)).length - 1), 'validation loss has 2 points instead of 3'],
      ['settings', (files) => truncateSync(files[0] ?? '', 40), 'the setting training.learningRate is undefined instead of 0.001'],
    ]
    for (const [what, damage, words] of cases) {
      const damaged = `${name} ${what}`
      await expect(written(damaged, [told], ownReader, damage)).rejects.toMatchObject({ code: 'export-differs', message: expect.stringContaining(`${words}, as read by`) as string })
      expect(existsSync(join(folder, damaged))).toBe(false)
    }
  }, 60_000)

  it.skipIf(skip)(`leave out what float32 cannot hold${reason}`, async () => {
    const point = (step: number, value: number) => ({ step, at: at(step), value })
    const huge: ToldRun = { ...told, series: [{ part: 'train', metric: 'loss', points: [point(1, 1e300), point(2, 3e38), point(3, 1e-50)] }] }
    const { checked } = await written(`${name} huge`, [huge], ownReader)
    expect(checked?.rows).toBe(2)
  }, 60_000)
})
