import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openWorkspace } from '../workspace/workspace'
import { scoredTestRows } from './scored-test-rows'

it('tells when the test rows of each trial were first scored, and of which they were not', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'crossfade-scored-'))
  const workspace = await openWorkspace(dir)
  const runs: Readonly<Record<string, string>> = {
    unscored: JSON.stringify({ test: null, ended: 'e' }, null, 2),
    scored: JSON.stringify({ test: { loss: 1, scoredAt: 'b' }, ended: 'e' }),
    before: JSON.stringify({ test: { loss: 1 }, ended: 'e' }),
    // Trained on since, or scored with the weights of another epoch.
    looked: JSON.stringify({ test: null, testLooks: [{ epoch: 3, at: 'a' }, { epoch: 5, at: 'c' }], ended: 'e' }),
    broken: '{"test": {"lo',
  }
  for (const [run, text] of Object.entries(runs)) {
    await mkdir(join(workspace.runsDir, run), { recursive: true })
    await writeFile(join(workspace.runsDir, run, 'run.json'), text)
  }
  const at = await scoredTestRows(workspace, [...Object.keys(runs), 'gone'].map((run) => ({ run })))
  expect([...Object.keys(runs), 'gone'].map(at)).toEqual([null, 'b', 'e', 'a', null, null])
  await rm(dir, { recursive: true })
})
