import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { CrossfadeError } from '@shared/errors'
import type { Checked } from '@shared/export/formats'
import type { ToldRun } from '@shared/export/told-run'
import { findPython } from '../python/find-python'
import { tensorBoardReaderScript } from '../python/scripts'
import { runProgram } from '../run-program'
import { readEventFile } from '../tensorboard/read-events'
import { eventValue } from '../tensorboard/write-events'
import type { WrittenEvents } from '../tensorboard/write-events'
import { ownReader, scratchFile } from './check-model'

/** What a reader finds in the event files of one folder: [step, value] by tag, and the settings of the hparams tab. */
const toldByFolder = z.object({ scalars: z.record(z.string(), z.array(z.tuple([z.number(), z.number()]))), settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])) })
type ToldByFolder = z.infer<typeof toldByFolder>

interface Reading {
  readonly by: string
  readonly found: ReadonlyMap<string, ToldByFolder>
}

/**
 * Reads event files in `out` back, with TensorBoard where it is installed, else with our own reader, and compares every number and every
 * setting with what the runs hold. `maxDifference` is what the format's float32 rounds away. Null where the runs have no
 * numbers, such as an ensemble, which has no epochs. Throws `export-differs` where anything else came back.
 */
export async function checkEvents(written: readonly WrittenEvents[], out: string, { ownReader: alone }: { readonly ownReader: boolean }, signal: AbortSignal): Promise<Checked | null> {
  const { by, found } = (alone ? null : await readByTensorBoard(written, out, signal)) ?? (await readByOurselves(written, out))
  if (signal.aborted) throw new CrossfadeError('cancelled', 'Cancelled: nothing was written.')
  let [rows, maxDifference] = [0, 0]
  for (const { run, folder } of written) {
    const settings = found.get(folder)?.settings ?? {}
    for (const [name, value] of Object.entries(run.settings)) if (settings[name] !== value) throw differs(by, `the setting ${name} is ${String(settings[name])} instead of ${value}`)
    for (const { part, metric, points } of run.series) {
      const expected = pointsOf(points)
      const read = found.get(`${folder}/${part}`)?.scalars[metric] ?? []
      if (read.length !== expected.length) throw differs(by, `${part} ${metric} has ${read.length} points instead of ${expected.length}`)
      expected.forEach(({ step, value }, at) => {
        const [readStep = NaN, readValue = NaN] = read[at] ?? []
        if (readStep !== step || readValue !== eventValue(value)) throw differs(by, `${part} ${metric} is ${readValue} at step ${readStep} instead of ${value} at step ${step}`)
        maxDifference = Math.max(maxDifference, Math.abs(readValue - value))
      })
      rows += expected.length
    }
  }
  return rows === 0 ? null : { by, rows, maxDifference }
}

type Points = ToldRun['series'][number]['points']

/** As far as the format can say them, in the order of the steps. */
const pointsOf = (points: Points): Points => points.filter(({ value }) => eventValue(value) !== null).sort((a, b) => a.step - b.step)

const differs = (by: string, what: string): CrossfadeError => new CrossfadeError('export-differs', `The event files do not hold what the run holds: ${what}, as read by ${by}. Nothing was kept of them.`)

const folderOf = (file: string): string => file.slice(0, file.lastIndexOf('/'))

async function readByOurselves(written: readonly WrittenEvents[], out: string): Promise<Reading> {
  const found = new Map<string, ToldByFolder>()
  for (const file of written.flatMap(({ files }) => files)) {
    const { points, settings } = readEventFile(await readFile(join(out, file)))
    const scalars: ToldByFolder['scalars'] = {}
    for (const { tag, step, value } of points) (scalars[tag] ??= []).push([step, value])
    found.set(folderOf(file), { scalars, settings })
  }
  return { by: ownReader, found }
}

/** The code with which the script says that TensorBoard is not there with all that its reader needs. */
const notThere = 3

/** What TensorBoard's own reader finds; null where it is not installed. */
async function readByTensorBoard(written: readonly WrittenEvents[], out: string, signal: AbortSignal): Promise<Reading | null> {
  const python = await findPython('tensorboard')
  if (python === null) return null
  const by = `TensorBoard ${python.version}`
  const folders = written.flatMap(({ files }) => files.map(folderOf))
  const tmp = await mkdtemp(join(tmpdir(), 'crossfade-events-'))
  try {
    const asked = await scratchFile({ tmp }, 'asked.json', JSON.stringify({ out, folders }))
    const answer = join(tmp, 'found.json')
    const { code, stderr } = await runProgram(python.command, [await scratchFile({ tmp }, 'read_events.py', tensorBoardReaderScript), asked, answer], { signal })
    if (signal.aborted || code === notThere) return null
    if (code !== 0) throw differs(by, `its reader ended with ${stderr.trim().split('\n').pop() ?? ''}`)
    return { by, found: new Map(Object.entries(z.record(z.string(), toldByFolder).parse(JSON.parse(await readFile(answer, 'utf8'))))) }
  } finally {
    await rm(tmp, { recursive: true, force: true })
  }
}
