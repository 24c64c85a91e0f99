import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import type { StudyAsk } from '@shared/study/study-request'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { takeFolderLock } from '../runs/run-lock-file'
import { answerRequests, askOwner } from './study-requests'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-requests-'))
})
afterEach(() => rm(dir, { recursive: true }))

const nobody = () => undefined
const stop: StudyAsk = { kind: 'stop-trial', trial: 3 }
const requests = () => readdir(join(dir, 'requests'))
/** Until the request is in the folder, whole. */
const asked = () => vi.waitFor(async () => expect((await requests()).filter((name) => /^\d.*\.json$/.test(name))).toHaveLength(1), { timeout: 10_000 })

it('does what is asked in its order, answers each, and leaves nothing behind', async () => {
  const release = takeFolderLock(dir, 'this study')
  const done: StudyAsk[] = []
  const deafen = answerRequests(dir, (ask) => Promise.resolve(void done.push(ask)), nobody)
  expect(await askOwner(dir, stop)).toBe('done')
  expect(await askOwner(dir, { kind: 'change', budget: { trials: 5 } })).toBe('done')
  expect([done, await requests()]).toEqual([[stop, { kind: 'change', budget: { trials: 5 } }], []])
  await deafen()
  release()
})

it('answers with what it was refused with', async () => {
  const release = takeFolderLock(dir, 'this study')
  const deafen = answerRequests(dir, () => Promise.reject(new CrossfadeError('illegal-move', 'Trial 3 is not at work.')), nobody)
  await expect(askOwner(dir, stop)).rejects.toMatchObject({ code: 'illegal-move', message: 'Trial 3 is not at work.' })
  await deafen()
  release()
})

it('takes a request back when the study came to rest before it was taken', async () => {
  const release = takeFolderLock(dir, 'this study')
  const asking = askOwner(dir, stop)
  await asked()
  release()
  expect([await asking, await requests()]).toEqual(['free', []])
})

it('says that the program died over a request, which may have been done', async () => {
  const release = takeFolderLock(dir, 'this study')
  let taken: () => void = nobody
  const begun = new Promise<void>((resolve) => (taken = resolve))
  const deafen = answerRequests(dir, () => new Promise(() => taken()), nobody)
  const refused = expect(askOwner(dir, stop)).rejects.toMatchObject({ code: 'engine-exited', message: expect.stringContaining('ended over this request') as string })
  await begun
  // Its lock is gone while the request is under way: only death does that.
  expect(deafen()).not.toBeNull()
  release()
  await refused
  expect(await requests()).toEqual([])
})

it('says that a program does not answer, and that nothing was changed', async () => {
  const release = takeFolderLock(dir, 'this study')
  await expect(askOwner(dir, stop, 200)).rejects.toMatchObject({ code: 'run-busy', message: expect.stringMatching(/has not answered for 0 s\. Nothing was changed\.$/) as string })
  expect(await requests()).toEqual([])
  release()
})

it('passes over what an asker left behind long ago, and refuses what is no request', async () => {
  const release = takeFolderLock(dir, 'this study')
  const asking = askOwner(dir, stop)
  await asked()
  const [name = ''] = await requests()
  const path = join(dir, 'requests', name)
  const text = await readFile(path, 'utf8')
  const done: StudyAsk[] = []
  // Another of long ago, and one that is damaged.
  const old = join(dir, 'requests', '1-1-1.json')
  await writeFile(old, text)
  await utimes(old, new Date(0), new Date(0))
  await writeFile(path, '{"version":1}')
  const deafen = answerRequests(dir, (ask) => Promise.resolve(void done.push(ask)), nobody)
  await expect(asking).rejects.toMatchObject({ code: 'invalid-argument' })
  expect([done, await requests()]).toEqual([[], []])
  await deafen()
  release()
})

it('removes the answer that an asker never read, and leaves one that may still be waited for', async () => {
  const release = takeFolderLock(dir, 'this study')
  const [old, fresh] = ['1-1-1.answer', '2-2-2.answer'].map((name) => join(dir, 'requests', name)) as [string, string]
  await mkdir(join(dir, 'requests'))
  for (const path of [old, fresh]) await writeFile(path, '{"version":1,"error":null}')
  await utimes(old, new Date(Date.now() - 3_600_000), new Date(Date.now() - 3_600_000))
  const deafen = answerRequests(dir, () => Promise.resolve(), nobody)
  await vi.waitFor(async () => expect(await requests()).toEqual(['2-2-2.answer']), { timeout: 10_000 })
  await deafen()
  release()
})
