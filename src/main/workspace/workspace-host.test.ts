import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCore } from '@core/create-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WorkspaceHost } from './workspace-host'

describe('the open workspace', () => {
  let dir: string
  let host: WorkspaceHost
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'crossfade-host-'))
    const startEngine = () => {
      throw new Error('no engine is needed to open a folder')
    }
    host = new WorkspaceHost({ openCore: (workspaceDir) => createCore({ workspaceDir, startEngine, configDir: null }), onRunEvent: () => undefined })
  })
  afterEach(async () => {
    await host.close()
    rmSync(dir, { recursive: true, force: true })
  })

  it('is none at first, and says so', () => {
    expect(host.workspace()).toBeNull()
    expect(host.activeRuns()).toEqual([])
    expect(() => host.current()).toThrow('No workspace is open')
  })

  it('is the folder that was opened last', async () => {
    await host.open(join(dir, 'one'))
    await host.open(join(dir, 'two'))
    expect(host.workspace()).toMatchObject({ dir: join(dir, 'two'), readOnly: false, parallelRunsSet: null })
  })

  it('keeps how many runs train at once, also for the next time', async () => {
    const core = await host.open(join(dir, 'one'))
    await core.workspace.setParallelRuns(3)
    expect(host.workspace()).toMatchObject({ parallelRuns: 3, parallelRunsSet: 3 })
    await host.open(join(dir, 'two'))
    const again = await host.open(join(dir, 'one'))
    expect(host.workspace()).toMatchObject({ parallelRuns: 3 })
    await again.workspace.setParallelRuns(null)
    expect(host.workspace()).toMatchObject({ parallelRunsSet: null })
    expect(JSON.parse(readFileSync(join(dir, 'one', 'crossfade.json'), 'utf8'))).not.toHaveProperty('parallelRuns')
  })

  it('stays when another folder cannot be used', async () => {
    await host.open(join(dir, 'one'))
    writeFileSync(join(dir, 'file'), '')
    await expect(host.open(join(dir, 'file'))).rejects.toMatchObject({ code: 'workspace-unavailable' })
    expect(host.workspace()?.dir).toBe(join(dir, 'one'))
  })

  it('tells later why there is none', async () => {
    const file = join(dir, 'file')
    writeFileSync(file, '')
    await expect(host.open(file)).rejects.toThrow()
    expect(() => host.current()).toThrow(file)
  })
})
