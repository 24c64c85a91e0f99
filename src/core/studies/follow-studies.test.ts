import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openWorkspace } from '../workspace/workspace'
import { followStudies } from './follow-studies'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-follow-'))
})
afterEach(() => rm(dir, { recursive: true }))

it('tells of studies that others begin, go on with and delete; not of its own', async () => {
  const workspace = await openWorkspace(join(dir, 'workspace'))
  const [own, other] = ['s-20261123-080000-aaaaa', 's-20261123-080000-bbbbb']
  const folder = (id: string) => join(workspace.dir, 'studies', id)
  await mkdir(folder(own), { recursive: true })
  const told: string[] = []
  let tell = (what: string): void => void told.push(what)
  const next = () => new Promise<string>((done) => (tell = (what) => done(what)))
  const stop = followStudies({
    workspace,
    isOwn: (id) => id === own,
    heard: () => true,
    changed: async (id) => tell(`changed ${id}`),
    removed: (id) => tell(`removed ${id}`),
    log: () => undefined,
  })
  try {
    // The first look only learns what there is.
    await new Promise((done) => setTimeout(done, 1_500))
    const begun = next()
    await writeFile(join(folder(own), 'study.json'), '{}')
    await mkdir(folder(other))
    expect(await begun).toBe(`changed ${other}`)
    const wentOn = next()
    await appendFile(join(folder(other), 'trials.jsonl'), '{}\n')
    expect(await wentOn).toBe(`changed ${other}`)
    const gone = next()
    await rm(folder(other), { recursive: true })
    expect(await gone).toBe(`removed ${other}`)
    expect(told).toEqual([])
  } finally {
    stop()
  }
}, 20_000)
