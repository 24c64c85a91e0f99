import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { Layer } from '@shared/model/layer'
import type { RunRecord } from '@shared/run/run-record'
import type { EngineMode } from '@shared/training/training-settings'
import { readModel } from '../../exchange/read-model'
import { preparedFolder, preparingRecord, runFolder } from '../fixtures/synthetic-run'
import { temporaryFolder } from '../fixtures/temporary-folder'
import { StopRequest } from './stop-request'
import { trainRun } from './train-run'

vi.setConfig({ testTimeout: 240_000 })

const layers: Layer[] = [
  { kind: 'residual', layers: [{ kind: 'dense', units: 12, activation: 'relu' }, { kind: 'layer-normalization' }] },
  { kind: 'dense', units: 8, activation: 'tanh' },
  { kind: 'batch-normalization' },
]
const training = { epochs: 3, batch: 64, threads: 1, engine: 'graph' as EngineMode }
const preparedDir = preparedFolder({ train: 600, validation: 200, test: 200, inputs: 5, classes: 3 })
const train = (runDir: string, record: RunRecord, startDir?: string, stop = new StopRequest(), resume = false) =>
  trainRun({ runDir, preparedDir, record, resume, ...(startDir === undefined ? {} : { startDir }) }, stop, () => undefined)

/** The last weights of a trained run, brought in as another program's model would be. */
async function broughtIn(runDir: string): Promise<{ readonly dir: string; readonly start: NonNullable<RunRecord['experiment']['model']['start']>; readonly layers: readonly Layer[] }> {
  const dir = temporaryFolder('crossfade-start-')
  mkdirSync(dir, { recursive: true })
  const { design, shapes } = await readModel({ path: join(runDir, 'model', 'last'), out: dir })
  const sha256 = createHash('sha256').update(readFileSync(join(dir, 'weights.bin'))).update(readFileSync(join(dir, 'model.json'))).digest('hex')
  return { dir, layers: design.layers, start: { sha256, name: basename(runDir), shapes: shapes.map((shape) => [...shape]) } }
}

function starting(from: Awaited<ReturnType<typeof broughtIn>>, change: Partial<typeof training> = {}, stack: readonly Layer[] = from.layers): RunRecord {
  const record = preparingRecord({ layers: stack, training: { ...training, ...change } })
  return { ...record, experiment: { ...record.experiment, model: { ...record.experiment.model, start: from.start } } }
}

describe('a run that starts from the weights of another model', async () => {
  const first = runFolder()
  const trained = await train(first, preparingRecord({ layers, training }))
  const from = await broughtIn(first)

  it('has these weights before its first step', async () => {
    // So small a rate that float32 does not see it: what comes out is what went in, but for the moving statistics.
    const record = starting(from, { epochs: 1 }, from.layers.slice())
    const still = { ...record, experiment: { ...record.experiment, training: { ...record.experiment.training, learningRate: 1e-30 } } }
    const runDir = runFolder()
    await train(runDir, still, from.dir)
    const again = await broughtIn(runDir)
    const [a, b] = [from.dir, again.dir].map((dir) => new Float32Array(new Uint8Array(readFileSync(join(dir, 'weights.bin'))).buffer))
    expect(a?.length).toBe(b?.length)
    const moved = (a ?? []).filter((value, place) => Math.abs(value - (b?.[place] ?? NaN)) > 1e-6).length
    // Mean and variance of the batch normalisation: 16 numbers.
    expect(moved).toBeLessThanOrEqual(16)
  })

  it('is better after its first epoch than one that starts from drawn weights', async () => {
    const record = await train(runFolder(), starting(from, { epochs: 1 }), from.dir)
    const drawn = await train(runFolder(), preparingRecord({ layers, training: { ...training, epochs: 1 } }))
    expect(record.last?.training['loss'] ?? Infinity).toBeLessThan(drawn.last?.training['loss'] ?? 0)
    expect(record.last?.training['loss'] ?? Infinity).toBeLessThan(trained.last?.training['loss'] ?? 0)
  })

  it.each(['eager', 'graph', 'xla'] as const)('comes to the same bits each time, and after a pause (%s)', async (engine) => {
    const whole = await train(runFolder(), starting(from, { engine }), from.dir)
    expect(whole.engine?.mode).toBe(engine)
    expect((await train(runFolder(), starting(from, { engine }), from.dir)).weights).toEqual(whole.weights)
    const runDir = runFolder()
    const stop = new StopRequest()
    const paused = await trainRun({ runDir, preparedDir, record: starting(from, { engine }), resume: false, startDir: from.dir }, stop, (event) => {
      if (event.kind === 'epoch') stop.ask('pause')
    })
    expect(paused.status).toBe('paused')
    // The checkpoint has all that is needed: the model that was brought in may be gone.
    const resumed = await train(runDir, { ...paused, status: 'preparing' }, undefined, new StopRequest(), true)
    expect(resumed.weights).toEqual(whole.weights)
  })

  it('may have layers without weights added', async () => {
    const record = await train(runFolder(), starting(from, { epochs: 1 }, [...from.layers, { kind: 'dropout', rate: 0.1 }]), from.dir)
    expect(record.status).toBe('completed')
  })

  it('is refused where the layers ask for other shapes', async () => {
    const [block, , normal] = from.layers
    const wider = [block, { kind: 'dense', units: 9, activation: 'tanh' }, normal] as Layer[]
    await expect(train(runFolder(), starting(from, {}, wider), from.dir)).rejects.toMatchObject({ code: 'model-invalid', message: expect.stringMatching(/layer 2 asks for \[12, 9\], and they have \[12, 8\]/) as string })
    await expect(train(runFolder(), starting(from, {}, from.layers.slice(0, 2)), from.dir)).rejects.toMatchObject({ code: 'model-invalid' })
  })

  it('is refused where the weights are gone or are others', async () => {
    await expect(train(runFolder(), starting(from), join(from.dir, 'nowhere'))).rejects.toMatchObject({ code: 'file-not-found' })
    const other = temporaryFolder('crossfade-start-')
    await readModel({ path: join(first, 'model', 'last'), out: other })
    const bytes = readFileSync(join(other, 'weights.bin'))
    bytes.writeFloatLE(0.5, 0)
    writeFileSync(`${join(other, 'weights.bin')}.new`, bytes)
    renameSync(`${join(other, 'weights.bin')}.new`, join(other, 'weights.bin'))
    await expect(train(runFolder(), starting(from), other)).rejects.toMatchObject({ code: 'file-changed' })
  })
})
