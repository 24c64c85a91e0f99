import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRandom } from '@shared/maths/random'
import type { RunRecord } from '@shared/run/run-record'
import { preparedFolder, preparingRecord, runFolder } from '../fixtures/synthetic-run'
import { buildTrainer, startTrainer } from '../fixtures/trainer-process'

const preparedDir = preparedFolder({ train: 3000, validation: 300, test: 300, inputs: 6, classes: 4 })
const settings = preparingRecord({
  layers: [{ kind: 'dense', units: 24, activation: 'relu' }, { kind: 'dropout', rate: 0.2 }, { kind: 'dense', units: 16, activation: 'tanh' }],
  training: { epochs: 20, batch: 32, engine: 'graph', threads: 1, ema: 0.95, stopping: { monitor: 'loss', patience: 0, minDelta: 0 } },
})

let trainer: ReturnType<typeof buildTrainer>
beforeAll(() => {
  trainer = buildTrainer()
})
afterAll(() => trainer.remove())

it('a run that is killed again and again, 20 times in all, ends with the bits of one that was not', async () => {
  const whole = await startTrainer(trainer.entry)
  const expected = await whole.train({ runDir: runFolder(), preparedDir, record: settings, resume: false })
  await whole.end()
  const random = createRandom(Date.now())
  let kills = 0
  while (kills < 20) {
    const runDir = runFolder()
    let record: RunRecord = settings
    for (let again = 0; ; again++) {
      const trainerProcess = await startTrainer(trainer.entry, { CROSSFADE_CHECKPOINT_MS: '20' })
      const training = trainerProcess.train({ runDir, preparedDir, record: { ...record, status: 'preparing' }, resume: again > 0 }).catch(() => null)
      const timer = again < 4 ? setTimeout(() => trainerProcess.child.kill('SIGKILL'), 300 + random.below(1500)) : undefined
      const done = await training
      clearTimeout(timer)
      if (done !== null) {
        expect(done.weights).toEqual(expected.weights)
        expect(done.test?.loss).toBe(expected.test?.loss)
        await trainerProcess.end()
        break
      }
      kills++
      try {
        record = JSON.parse(readFileSync(join(runDir, 'run.json'), 'utf8')) as RunRecord
      } catch {
        record = settings
      }
    }
  }
})
