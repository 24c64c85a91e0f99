import { appendFile, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import type { Checked } from '@shared/export/formats'
import type { ToldRun } from '@shared/export/told-run'
import { Message } from '../protobuf/message'
import { packRecord } from './records'

/** A run in its folder, with its files; folder and files relative to the folder that all were written to. */
export interface WrittenEvents {
  readonly run: ToldRun
  readonly folder: string
  readonly files: readonly string[]
}

interface WriteOptions {
  /** Where there is a folder of that name already, take another name. */
  readonly beside?: boolean
  /** Reads what was written; where it throws, nothing is kept. */
  readonly check?: (written: readonly WrittenEvents[]) => Promise<Checked | null>
}

/**
 * Event files for TensorBoard: `<out>/<run>/` holds the settings (the hparams tab), `<out>/<run>/{train,validation,test}/` the scalars, so
 * that equal metrics lie over each other. Answers the files, relative to `out`. Errors: invalid-argument where a run is there already, unless it may stand `beside` it.
 */
export async function writeEvents(runs: readonly ToldRun[], out: string, { beside = false, check }: WriteOptions = {}): Promise<{ readonly files: readonly string[]; readonly checked: Checked | null }> {
  const written: WrittenEvents[] = []
  const used = new Set((beside ? await readdir(out).catch(() => []) : []).map((name) => name.toLowerCase()))
  const made: string[] = []
  try {
    if (await makeFolder(out)) made.push(out)
    for (const run of runs) {
      const folder = freeName(folderName(run), used)
      written.push({ run, folder, files: await writeRun(run, out, folder, made) })
    }
    return { files: written.flatMap(({ files }) => files), checked: check === undefined ? null : await check(written) }
  } catch (thrown) {
    for (const folder of made) await rm(folder, { recursive: true, force: true })
    throw thrown
  }
}

/** A run's folder in `out`, which is added to `made`. Answers its files. */
async function writeRun(run: ToldRun, out: string, folder: string, made: string[]): Promise<readonly string[]> {
  const parts = [...new Set(run.series.map(({ part }) => part))]
  await mkdir(join(out, folder)).catch((thrown: { readonly code?: string }) => {
    throw thrown.code === 'EEXIST' ? new CrossfadeError('invalid-argument', `${join(out, folder)} is there already, and nothing in it is to be overwritten. Name another folder.`) : thrown
  })
  made.push(join(out, folder))
  const file = eventFileName(run)
  await writeFile(join(out, folder, file), records(settingsEvents(run)))
  const written = [`${folder}/${file}`]
  for (const part of parts) {
    await mkdir(join(out, folder, part))
    await writeFile(join(out, folder, part, file), records(scalarEvents(run, part)))
    written.push(`${folder}/${part}/${file}`)
  }
  return written
}

/** Whether the folder had to be made. Its parents only where they are missing: made all at once, a read-only disk looks like a folder that is gone. */
async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path)
    return true
  } catch (thrown) {
    const { code } = thrown as { readonly code?: string }
    if (code === 'EEXIST') return false
    if (code !== 'ENOENT') throw thrown
    await mkdir(path, { recursive: true })
    return true
  }
}

/** Adds points to the files of a run, part by part; a part's file begins with its first point. */
export async function appendScalars(folder: string, file: string, series: ToldRun['series']): Promise<null> {
  for (const part of new Set(series.map((one) => one.part))) {
    const [first, ...rest] = scalarEvents({ started: series[0]?.points[0]?.at ?? '', series }, part)
    const path = join(folder, part, file)
    await mkdir(join(folder, part), { recursive: true })
    const begun = await stat(path).then(() => true, () => false)
    await appendFile(path, records(begun || first === undefined ? rest : [first, ...rest]))
  }
  return null
}

const folderName = ({ name, id }: ToldRun): string => (name.replace(/[^\p{L}\p{N}._ -]+/gu, '_').replace(/^\.+/, '').trim().slice(0, 80) || id)

function freeName(wanted: string, used: Set<string>): string {
  let name = wanted
  for (let n = 2; used.has(name.toLowerCase()); n++) name = `${wanted} ${n}`
  used.add(name.toLowerCase())
  return name
}

const seconds = (iso: string): number => {
  const time = Date.parse(iso)
  return Number.isNaN(time) ? 0 : time / 1000
}

export const eventFileName = ({ started }: ToldRun): string => `events.out.tfevents.${Math.floor(seconds(started))}.${hostname().replace(/[^A-Za-z0-9.-]+/g, '-')}.0.v2`

export const records = (events: readonly Message[]): Uint8Array => Buffer.concat(events.map((event) => packRecord(event.finish())))

/** Every file begins with the version of its format. */
export const firstEvent = (at: string): Message => new Message().double(1, seconds(at)).text(3, 'brain.Event:2')

/** A number as the format keeps it, in float32; null: it is beyond that, and is left out. */
export function eventValue(value: number): number | null {
  const kept = Math.fround(value)
  return Number.isFinite(kept) ? kept : null
}

export function scalarEvents(run: Pick<ToldRun, 'started' | 'series'>, part: string): readonly Message[] {
  const byStep = new Map<number, { readonly at: string; readonly values: [string, number][] }>()
  for (const { metric, points } of run.series.filter((series) => series.part === part)) {
    for (const { step, at, value } of points) {
      if (eventValue(value) === null) continue
      const found = byStep.get(step) ?? { at, values: [] }
      found.values.push([metric, value])
      byStep.set(step, found)
    }
  }
  return [firstEvent(run.started), ...[...byStep].sort(([a], [b]) => a - b).map(([step, { at, values }]) => scalarEvent(step, at, values))]
}

/** event.proto: wall_time 1, step 2, summary 5; summary.proto: value 1 with tag 1, simple_value 2. */
export function scalarEvent(step: number, at: string, values: readonly (readonly [string, number])[]): Message {
  const summary = new Message()
  for (const [tag, value] of values) summary.message(1, new Message().text(1, tag).float(2, value))
  return new Message().double(1, seconds(at)).integer(2, step).message(5, summary)
}

/** What the hparams plugin reads: a session that starts with these settings, and how it ended. */
function settingsEvents(run: ToldRun): readonly Message[] {
  const start = new Message()
  for (const [name, value] of Object.entries(run.settings)) {
    const wrapped = new Message()
    if (typeof value === 'number') wrapped.double(2, value)
    else if (typeof value === 'boolean') wrapped.integer(4, value ? 1 : 0)
    else wrapped.text(3, value)
    start.message(1, new Message().text(1, name).message(2, wrapped))
  }
  start.text(4, run.id).double(5, seconds(run.started))
  const events = [firstEvent(run.started), pluginEvent('_hparams_/session_start_info', run.started, new Message().integer(1, 0).message(3, start))]
  if (run.ended === null) return events
  const end = new Message().integer(1, run.status === 'failed' ? 2 : 1).double(2, seconds(run.ended))
  return [...events, pluginEvent('_hparams_/session_end_info', run.ended, new Message().integer(1, 0).message(4, end))]
}

function pluginEvent(tag: string, at: string, content: Message): Message {
  const metadata = new Message().message(1, new Message().text(1, 'hparams').message(2, content))
  // A tensor must be there, though nobody looks at it.
  const tensor = new Message().integer(1, 1).message(2, new Message().message(2, new Message().integer(1, 1))).float(5, 0)
  const value = new Message().text(1, tag).message(8, tensor).message(9, metadata)
  return new Message().double(1, seconds(at)).message(5, new Message().message(1, value))
}
