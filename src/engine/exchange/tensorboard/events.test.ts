import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../trainer/fixtures/temporary-folder'
import { pythonWith } from '../fixtures/python-with'
import { Message } from '../protobuf/message'
import { readEventRuns } from './read-events'
import { at, told } from '../fixtures/told-run'
import { crc32c, packRecord, unpackRecords } from './records'
import { records, writeEvents } from './write-events'

const folder = temporaryFolder('crossfade-events-')
describe('records', () => {
  it('have the checksum of RFC 3720', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
    expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43)
  })

  it('are read up to where a file is torn, and no length is believed', () => {
    const whole = Buffer.concat([packRecord(Buffer.from('one')), packRecord(Buffer.from('two'))])
    expect(unpackRecords(whole).map(String)).toEqual(['one', 'two'])
    for (let length = 0; length < whole.length; length++) expect(unpackRecords(whole.subarray(0, length)).length).toBeLessThan(2)
    const huge = Buffer.from(whole)
    huge.writeBigUInt64LE(2n ** 62n, 0)
    expect(unpackRecords(huge)).toEqual([])
  })
})

describe('event files', () => {
  it('hold what the run holds, in folders that stay inside', async () => {
    const out = join(folder, 'own')
    const { files } = await writeEvents([told, told], out)
    expect(files).toHaveLength(6)
    for (const name of readdirSync(out)) expect(name).not.toMatch(/[/\\]|^\./)
    const runs = await readEventRuns(out)
    expect(runs).toHaveLength(2)
    expect(runs.map(({ settings }) => settings)).toEqual([told.settings, told.settings])
    const series = runs[0]?.series.find((one) => one.part === 'validation' && one.metric === 'loss')
    expect(series?.points.map(({ step, at: when, value }) => [step, when, value])).toEqual([1, 2, 3].map((step) => [step, at(step), Math.fround(1.5 / step)]))
    await expect(writeEvents([told], out)).rejects.toMatchObject({ code: 'invalid-argument' })
  })

  it('of a run that goes on stand beside those of its first stretch, which stay', async () => {
    const out = join(folder, 'stretches')
    const { files: [first = ''] } = await writeEvents([told], out)
    const before = readFileSync(join(out, first))
    const { files: [second = ''] } = await writeEvents([told], out, { beside: true })
    expect(dirname(second)).toBe(`${dirname(first)} 2`)
    expect(readFileSync(join(out, first))).toEqual(before)
    expect(await readEventRuns(out)).toHaveLength(2)
  })

  it.each([1e300, -1e300, NaN, Infinity])('at a time that is none, %d s, have the first one there is', async (seconds) => {
    const out = join(folder, `time ${seconds}`)
    mkdirSync(out)
    const point = new Message().message(1, new Message().text(1, 'loss').float(2, 0.5))
    writeFileSync(join(out, 'a.tfevents.1'), records([new Message().double(1, seconds).integer(2, 1).message(5, point)]))
    const [run] = await readEventRuns(out)
    expect(run?.started).toBe('1970-01-01T00:00:00.000Z')
    expect(run?.series[0]?.points).toEqual([{ step: 1, at: '1970-01-01T00:00:00.000Z', value: 0.5 }])
  })

  it('of another program that are damaged are read as far as they go', async () => {
    const out = join(folder, 'damaged')
    await writeEvents([told], out)
    const [run = ''] = readdirSync(out)
    const [file = ''] = readdirSync(join(out, run, 'train')).map((name) => join(out, run, 'train', name))
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.subarray(0, bytes.length - 5))
    mkdirSync(join(out, 'x'))
    writeFileSync(join(out, 'x', 'events.out.tfevents.1.evil'), Buffer.alloc(4096, 7))
    appendFileSync(file, 'rubbish')
    const [first] = await readEventRuns(out)
    expect(first?.series.find(({ part }) => part === 'train')?.points).toHaveLength(2)
  })

  const python = pythonWith('tensorboard')
  it.skipIf(python.command === null)(`are what TensorBoard's own reader reads${python.reason === '' ? '' : ` (skipped: ${python.reason})`}`, async () => {
    const out = join(folder, 'theirs')
    await writeEvents([told], out)
    const script = `
import json, sys, os
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import plugin_data_pb2
def hparams_of(a):
    try:
        return a.PluginTagToContent("hparams")
    except KeyError:
        return {}
found = {}
for folder, _, files in os.walk(sys.argv[1]):
    if not any("tfevents" in name for name in files): continue
    a = EventAccumulator(folder); a.Reload()
    scalars = {tag: [(e.step, e.wall_time, e.value) for e in a.Scalars(tag)] for tag in a.Tags()["scalars"]}
    hparams = {}
    for tag, content in hparams_of(a).items():
        data = plugin_data_pb2.HParamsPluginData.FromString(content)
        if data.HasField("session_start_info"):
            hparams["start"] = {k: v.number_value or v.string_value or v.bool_value for k, v in data.session_start_info.hparams.items()}
        else:
            hparams["end"] = data.session_end_info.status
    found[os.path.relpath(folder, sys.argv[1]).split(os.sep)[-1]] = {"scalars": scalars, "hparams": hparams}
print(json.dumps(found))
`
    const found = JSON.parse(execFileSync(python.command ?? '', ['-c', script, out], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as Record<string, { scalars: Record<string, number[][]>; hparams: Record<string, unknown> }>
    expect(found['validation']?.scalars['loss']).toEqual([1, 2, 3].map((step) => [step, Date.parse(at(step)) / 1000, Math.fround(1.5 / step)]))
    expect(found['validation']?.scalars['accuracy']).toHaveLength(1)
    const settings = Object.values(found).find(({ hparams }) => 'start' in hparams)
    expect(settings?.hparams).toEqual({ start: told.settings, end: 1 })
  })
})
