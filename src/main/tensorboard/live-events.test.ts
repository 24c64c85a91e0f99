import type { Core } from '@core/core'
import type { RunEvent } from '@core/runs/run-verbs'
import { subject } from '@shared/run/filter/fixtures/subject'
import type { RunStatus } from '@shared/run/run-state'
import { beforeEach, expect, it } from 'vitest'
import { liveEvents } from './live-events'

const [a, b] = ['r-20261123-041346-aaaaa', 'r-20261123-041346-bbbbb'] as const
const record = (id: string, status: RunStatus) => ({ ...subject().record, id, status })
const changed = (id: string, status: RunStatus): RunEvent => ({ kind: 'changed', entry: { kind: 'run', record: record(id, status), notes: subject().notes, spark: [] } })
/** Lets promises that are settled be heard of. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

let active: string[]
let begun: string[]
let ended: string[]
let logged: string[]
/** What writing the last of a run's file waits for. */
let lastWritten: Promise<void>
let beginning: Promise<unknown>

function open(wanted = true) {
  const followTensorBoard: Core['exports']['followTensorBoard'] = async (id, out, beside) => {
    begun.push(`${id} ${out} ${String(beside)}`)
    await beginning
    return async () => {
      await lastWritten
      ended.push(id)
    }
  }
  const core = { exports: { followTensorBoard }, workspace: { dir: '/w' } } as unknown as Core
  return liveEvents({ host: { current: () => core, activeRuns: () => active.map((id) => record(id, 'training')) }, wanted: () => wanted, log: (line) => logged.push(line) })
}

beforeEach(() => {
  active = [a, b]
  ;[begun, ended, logged] = [[], [], []]
  lastWritten = Promise.resolve()
  beginning = Promise.resolve()
})

it('follows a run of this program once, from when it trains until it ends or is removed', async () => {
  const live = open()
  for (const status of ['queued', 'preparing', 'training', 'training', 'evaluating'] as const) live.heard(changed(a, status))
  live.heard(changed(b, 'training'))
  expect(begun).toEqual([`${a} /w/tensorboard true`, `${b} /w/tensorboard true`])
  live.heard(changed(a, 'completed'))
  live.heard({ kind: 'removed', id: b })
  live.heard({ kind: 'removed', id: b })
  await settled()
  expect(ended).toEqual([a, b])
})

it('leaves alone what is not wanted, and runs of other programs', () => {
  open(false).heard(changed(a, 'training'))
  active = [b]
  open().heard(changed(a, 'training'))
  expect(begun).toEqual([])
})

it('is closed when all that was told of is written, also of runs that had just ended or begun, and begins nothing more', async () => {
  let write = () => undefined as unknown
  lastWritten = new Promise((resolve) => (write = () => resolve()))
  const live = open()
  live.heard(changed(a, 'training'))
  live.heard(changed(a, 'stopped'))
  live.heard(changed(b, 'training'))
  let closed = false
  const closing = live.close().then(() => (closed = true))
  live.heard(changed(a, 'training'))
  await settled()
  expect({ closed, ended }).toEqual({ closed: false, ended: [] })
  write()
  await closing
  expect(ended).toEqual([a, b])
  expect(begun).toHaveLength(2)
})

it('logs what cannot be written, and closes all the same', async () => {
  lastWritten = Promise.reject(new Error('No room on the disk.'))
  const live = open()
  live.heard(changed(a, 'training'))
  await live.close()
  expect(logged).toEqual([`TensorBoard files of ${a}: No room on the disk.`])
  beginning = Promise.reject(new Error('No such folder.'))
  const other = open()
  other.heard(changed(b, 'training'))
  await other.close()
  expect(logged[1]).toBe(`TensorBoard files of ${b}: No such folder.`)
})
