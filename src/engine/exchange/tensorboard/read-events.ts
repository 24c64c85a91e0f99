import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import type { ToldRun } from '@shared/export/told-run'
import { BrokenMessage, doubleOf, floatOf, readFields, textOf } from '../protobuf/message'
import type { Field } from '../protobuf/message'
import { settingsOfValue } from './read-settings'
import { unpackRecords } from './records'

const mostFiles = 2000
const longestFile = 256 << 20

interface Point {
  readonly tag: string
  readonly step: number
  readonly at: number
  readonly value: number
}

/** The runs of a folder of TensorBoard event files: one a folder, its train, validation and test taken together, with the settings of the hparams tab. Errors: file-not-found. */
export async function readEventRuns(folder: string): Promise<readonly ToldRun[]> {
  const runs = new Map<string, { times: number[]; settings: ToldRun['settings']; series: Map<string, ToldRun['series'][number]> }>()
  for (const path of await eventFiles(folder, 0)) {
    const place = relative(folder, join(path, '..')).split(sep).filter((name) => name !== '')
    const part = partOf(place[place.length - 1])
    const name = (part === null ? place : place.slice(0, -1)).join('/') || '.'
    const run = runs.get(name) ?? { times: [], settings: {}, series: new Map<string, ToldRun['series'][number]>() }
    runs.set(name, run)
    const told = readEventFile(await readFile(path))
    Object.assign(run.settings, told.settings)
    for (const { tag, step, at, value } of told.points) {
      run.times.push(at)
      const [metric, own] = metricOf(tag, part)
      const key = `${own} ${metric}`
      const series = run.series.get(key) ?? { part: own, metric, points: [] }
      series.points.push({ step, at: isoTime(at), value })
      run.series.set(key, series)
    }
  }
  if (runs.size === 0) throw new CrossfadeError('file-not-found', `${folder} holds no TensorBoard event files.`)
  return [...runs].map(([name, { times, settings, series }]) => ({
    id: name,
    name: name === '.' ? (folder.split(sep).pop() ?? name) : name,
    status: 'finished',
    started: isoTime(times.reduce((a, b) => Math.min(a, b), Infinity)),
    ended: times.length === 0 ? null : isoTime(times.reduce((a, b) => Math.max(a, b), -Infinity)),
    settings,
    series: [...series.values()].map((one) => ({ ...one, points: one.points.sort((a, b) => a.step - b.step) })),
    tags: { source: 'tensorboard' },
  }))
}

type Part = ToldRun['series'][number]['part']

function partOf(folder: string | undefined): Part | null {
  switch (folder) {
    case 'train':
    case 'training':
      return 'train'
    case 'validation':
    case 'val':
      return 'validation'
    case 'test':
      return 'test'
    default:
      return null
  }
}

/** epoch_loss and train/loss are both the loss. */
function metricOf(tag: string, part: Part | null): readonly [string, Part] {
  const found = /^(train|training|validation|val|test)[/_](.+)$/.exec(tag)
  const own = partOf(found?.[1]) ?? part ?? 'train'
  return [(found?.[2] ?? tag).replace(/^epoch_/, ''), own]
}

/** Dates end at 8.64e15 ms: what a damaged file says beyond is no time. */
const isoTime = (seconds: number): string => new Date(Math.abs(seconds) <= 8.64e12 ? seconds * 1000 : 0).toISOString()

async function eventFiles(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const found: string[] = []
  for (const entry of entries) {
    const path = join(folder, entry.name)
    // Links are not followed: they may lead out of the folder or round in it.
    if (entry.isDirectory() && depth < 8) found.push(...(await eventFiles(path, depth + 1)))
    else if (entry.isFile() && entry.name.includes('tfevents') && (await stat(path)).size <= longestFile) found.push(path)
    if (found.length > mostFiles) throw new CrossfadeError('invalid-argument', `${folder} holds more than ${mostFiles} event files. Name a folder with fewer.`)
  }
  return found.sort()
}

/** What a file tells, as far as it can be read. */
export function readEventFile(file: Uint8Array): { readonly points: readonly Point[]; readonly settings: ToldRun['settings'] } {
  const points: Point[] = []
  const settings: ToldRun['settings'] = {}
  for (const record of unpackRecords(file)) {
    try {
      const event = readFields(record)
      const at = event.filter((field) => field.number === 1 && field.wire === 1).map(doubleOf)[0] ?? 0
      const step = event.find((field) => field.number === 2 && field.wire === 0)?.value ?? 0
      const summaries = event.filter((field) => field.number === 5 && field.wire === 2)
      for (const value of summaries.flatMap((summary) => readFields(summary.bytes))) {
        const fields = readFields(value.bytes)
        const tag = fields.filter((field) => field.number === 1 && field.wire === 2).map(textOf)[0] ?? ''
        if (tag.startsWith('_hparams_')) {
          Object.assign(settings, settingsOfValue(fields))
          continue
        }
        const number = scalarOf(fields)
        if (number !== null && Number.isFinite(number)) points.push({ tag, step, at, value: number })
      }
    } catch (thrown) {
      if (!(thrown instanceof BrokenMessage)) throw thrown
    }
  }
  return { points, settings }
}

/** simple_value, or a tensor of one float as TensorFlow 2 writes it. */
function scalarOf(fields: readonly Field[]): number | null {
  const simple = fields.find((field) => field.number === 2 && field.wire === 5)
  if (simple !== undefined) return floatOf(simple)
  const tensor = fields.find((field) => field.number === 8 && field.wire === 2)
  if (tensor === undefined) return null
  const inside = readFields(tensor.bytes)
  const type = inside.find((field) => field.number === 1 && field.wire === 0)?.value
  const content = inside.find((field) => field.number === 4 && field.wire === 2)
  const values = inside.find((field) => field.number === 5)
  const bytes = content?.bytes ?? values?.bytes
  if (type !== 1 || bytes === undefined || bytes.length !== 4) return null
  return floatOf({ number: 0, wire: 5, value: NaN, bytes })
}
