import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { subject } from '@shared/run/filter/fixtures/subject'
import { makeLock } from '@shared/run/run-lock'
import type { RunRecord } from '@shared/run/run-record'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EvaluateService } from '../proof/proof-verbs'
import { createRunFolder, emptyNotes } from '../runs/run-folder'
import { lockWitness } from '../runs/run-lock-file'
import { createRunService } from '../runs/run-service'
import type { RunServiceOptions } from '../runs/run-service'
import { openWorkspace } from '../workspace/workspace'
import { withEnsembles } from './ensemble-service'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'crossfade-ensemble-service-'))
})
afterEach(() => rm(root, { recursive: true }))

const nothing = () => {
  throw new Error('Nothing is to be started.')
}

describe('an ensemble whose rows are scored', () => {
  it('is left alone while another program works on it', async () => {
    const workspace = await openWorkspace(join(root, 'workspace'))
    const { runs, close } = createRunService({ workspace, datasets: {} as RunServiceOptions['datasets'], dataEngine: nothing, analysisEngine: nothing, startTrainer: nothing, log: () => undefined })
    const record: RunRecord = { ...subject().record, id: 'r-20261123-041341-aaaaa', kind: 'ensemble', members: [], status: 'completed' }
    const dir = await createRunFolder(workspace, record, emptyNotes)
    const before = await readFile(join(dir, 'run.json'), 'utf8')
    const other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' })
    try {
      await once(other, 'spawn')
      await writeFile(join(dir, 'lock'), JSON.stringify(makeLock(other.pid ?? 0, lockWitness())))
      const { evaluate } = withEnsembles({} as EvaluateService, { workspace, runs, analysisEngine: nothing })
      await expect(evaluate({ run: record.id, on: 'test' })).rejects.toMatchObject({ code: 'run-busy' })
      expect(await readFile(join(dir, 'run.json'), 'utf8')).toBe(before)
    } finally {
      other.kill()
      await close()
    }
  })
})
