import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRandom } from '@shared/maths/random'
import { npyHeader } from '@shared/npy'
import { preparedFolder, preparingRecord, runFolder } from '../fixtures/synthetic-run'
import { buildTrainer, startTrainer } from '../fixtures/trainer-process'
import { bytesOf } from './write-atomic'

let trainer: ReturnType<typeof buildTrainer>
beforeAll(() => {
  trainer = buildTrainer()
})
afterAll(() => trainer.remove())

const split = { train: 9_000_000, validation: 500_000, test: 500_000 }
const rows = split.train + split.validation + split.test
const inputs = 4

/** A prepared folder of ten million rows, written a million at a time; the class is the sign of the first input plus half the second, plus noise. */
function manyRows(): string {
  const dir = preparedFolder({ train: 2, validation: 1, test: 1, inputs, classes: 2 })
  const about = JSON.parse(readFileSync(join(dir, 'prepared.json'), 'utf8')) as { split: object }
  writeFileSync(join(dir, 'prepared.json'), JSON.stringify({ ...about, rows, sourceRows: rows, split: { ...about.split, ...split } }))
  const files = (
    [
      ['features', 'float32', [rows, inputs]],
      ['labels', 'float32', [rows]],
      ['rows', 'int32', [rows]],
    ] as const
  ).map(([name, type, shape]) => {
    const file = openSync(join(dir, `${name}.npy`), 'w')
    writeSync(file, npyHeader(type, shape))
    return file
  })
  const random = createRandom(5)
  const block = 1_000_000
  for (let from = 0; from < rows; from += block) {
    const features = Float32Array.from({ length: block * inputs }, () => 2 * random.float() - 1)
    const labels = Float32Array.from({ length: block }, (_, row) => ((features[row * inputs] ?? 0) + 0.5 * (features[row * inputs + 1] ?? 0) + 0.4 * (random.float() - 0.5) > 0 ? 1 : 0))
    const numbers = Int32Array.from({ length: block }, (_, row) => from + row)
    ;[features, labels, numbers].forEach((array, index) => writeSync(files[index] ?? 0, bytesOf(array)))
  }
  files.forEach((file) => closeSync(file))
  return dir
}

/** Resident memory of a process at its highest, in MB. */
const highest = (pid: number): number => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

it.skipIf(process.platform !== 'linux')('trains an epoch of ten million rows in 1.5 GB, and hears a stop meanwhile', async () => {
  const preparedDir = manyRows()
  const one = await startTrainer(trainer.entry)
  const record = preparingRecord({ layers: [{ kind: 'dense', units: 16, activation: 'tanh' }], training: { epochs: 1, batch: 65_536, learningRate: 0.01 } })
  const done = await one.train({ runDir: runFolder(), preparedDir, record, resume: false })
  expect(done.status).toBe('completed')
  expect(done.test?.['accuracy']).toBeGreaterThan(0.85)
  const memory = highest(one.child.pid ?? 0)
  const told = one.events.filter((event) => event.kind === 'progress' && event.doing === 'training').length
  console.log(`${rows} rows: ${memory.toFixed(0)} MB at most, epoch ${done.timing.medianEpochMs?.toFixed(0)} ms, ${told} progress messages`)
  // The table is 200 MB on disk: as read, once more inside TensorFlow, and on its way there.
  expect(memory).toBeLessThan(1500)

  const endless = { ...record, experiment: { ...record.experiment, training: { ...record.experiment.training, epochs: 1000 } } }
  const running = one.train({ runDir: runFolder(), preparedDir, record: endless, resume: false })
  const before = one.events.length
  while (!one.events.slice(before).some((event) => event.kind === 'progress' && event.doing === 'training')) await new Promise((go) => setTimeout(go, 20))
  console.log(`stop heard after ${(await one.stop('now')).toFixed(0)} ms`)
  expect((await running).status).toBe('stopped')
  await one.end()
})
