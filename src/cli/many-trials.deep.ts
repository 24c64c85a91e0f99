import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { readFileSync } from 'node:fs'
import { createCore } from '@core/create-core'
import type { StudyEvent } from '@core/studies/study-events'
import { forkEngine } from '@core/engine-process/fork-engine'
import type { StudyDesign } from '@shared/study/study'
import { afterAll, expect, it } from 'vitest'
import { childrenOf, CommandLine, penguins } from './fixtures/command-line'

const folder = await mkdtemp(join(tmpdir(), 'crossfade-many-trials-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const trials = 500

/** Resident memory of a process in MB. */
function memoryOf(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    // It has just ended.
    return 0
  }
}

it.skipIf(process.platform !== 'linux')(`a study of ${trials} tiny trials stays responsive and flat in memory`, async () => {
  const line = await CommandLine.open(folder)
  const printed = await line.run('train', penguins, '--target', 'species', '--epochs', '2', '--layers', '4', '--engine', 'graph', '--print-config')
  const experiment = JSON.parse(printed.stdout) as StudyDesign['experiment']
  const entriesDir = dirname(process.env['CROSSFADE_CLI'] ?? join(process.cwd(), 'out', 'main', 'cli.js'))
  const core = await createCore({ workspaceDir: join(folder, 'workspace'), startEngine: forkEngine({ entriesDir }), configDir: null })
  try {
    const dataset = await core.datasets.open(penguins, {})
    const design: StudyDesign = {
      version: 1,
      name: 'many',
      experiment,
      plan: { kind: 'search', space: [{ kind: 'float', path: 'training.learningRate', low: 1e-4, high: 0.1, log: true }], strategy: { kind: 'random', seed: 1 }, pruning: { kind: 'none' }, seeds: 1 },
      objective: { metric: 'loss', direction: 'min' },
      budget: { trials },
    }
    // By half of the study: a process is young and small after its fiftieth trial, so only the largest tells.
    const memory = [{ core: 0, engines: 0 }, { core: 0, engines: 0 }]
    const held = monitorEventLoopDelay({ resolution: 10 })
    held.enable()
    let ended = 0
    const hear = (event: StudyEvent) => {
      if (event.kind !== 'trial' || event.trial.status === 'running') return
      ended++
      const half = memory[ended <= trials / 2 ? 0 : 1]
      if (half === undefined || ended % 5 !== 0) return
      half.core = Math.max(half.core, process.memoryUsage().heapUsed / 2 ** 20)
      for (const child of childrenOf(process.pid)) if (child.role === 'trainer') half.engines = Math.max(half.engines, memoryOf(child.pid))
    }
    core.studies.subscribe(hear)
    const study = await core.studies.start(design, dataset.id)
    const done = await core.studies.whenEnded(study.id)
    held.disable()
    expect(done.status).toBe('completed')
    const detail = await core.studies.get(study.id)
    expect(detail.trials.map((trial) => trial.status)).toEqual(Array.from({ length: trials }, () => 'completed'))
    expect(new Set(detail.trials.map((trial) => trial.run)).size).toBe(trials)
    console.log(`${Math.round(detail.progress.workedMs / trials)} ms a trial; event loop held at most ${Math.round(held.max / 1e6)} ms, 99.9 %: ${Math.round(held.percentile(99.9) / 1e6)} ms`, memory)
    // A window would show this: nothing may hold it up.
    expect(held.percentile(99.9) / 1e6).toBeLessThan(100)
    const [first, last] = memory
    expect(last?.core ?? 0).toBeLessThan(1.5 * (first?.core ?? 0))
    expect(last?.engines ?? 0).toBeLessThan(1.2 * (first?.engines ?? 0))
    const before = performance.now()
    const report = await core.studies.report(study.id)
    expect(report.importance?.trials).toBe(trials)
    expect(performance.now() - before).toBeLessThan(20_000)
  } finally {
    await core.close()
  }
})
