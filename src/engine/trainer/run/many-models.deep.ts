import { readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { preparedFolder, preparingRecord, runFolder } from '../fixtures/synthetic-run'
import { buildTrainer, startTrainer } from '../fixtures/trainer-process'
import { mostKept } from '../programs/kept-sessions'

let trainer: ReturnType<typeof buildTrainer>
beforeAll(() => {
  trainer = buildTrainer()
})
afterAll(() => trainer.remove())

/** Resident memory of a process in MB. */
function residentMemory(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1024
}

const shapes = [
  { models: 200, name: 'of one shape, whose program is used again each time', widths: 1 },
  // In turns, so that each is gone again when its turn comes; as many as core gives to one process (trainer-pool.ts).
  { models: 50, name: `of ${mostKept + 4} shapes, each compiled anew each time`, widths: mostKept + 4 },
]

for (const engine of ['graph', 'xla'] as const) {
  for (const { models, name, widths } of shapes) {
    it.skipIf(process.platform !== 'linux')(`${models} models one after another end within 10 % of the memory of the tenth (${engine}, ${name})`, async () => {
      const preparedDir = preparedFolder({ train: 2000, validation: 200, test: 200, inputs: 8, classes: 6 })
      const one = await startTrainer(trainer.entry)
      const memory: number[] = []
      const compiling: number[] = []
      for (let model = 0; model < models; model++) {
        const runDir = runFolder()
        const units = 64 - (model % widths)
        const record = preparingRecord({
          layers: [{ kind: 'dense', units: 64, activation: 'relu' }, { kind: 'dropout', rate: 0.1 }, { kind: 'dense', units, activation: 'relu' }],
          training: { epochs: 2, batch: 32, engine, seed: model, threads: 1 },
        })
        const { timing } = await one.train({ runDir, preparedDir, record, resume: false })
        rmSync(runDir, { recursive: true })
        memory.push(residentMemory(one.child.pid ?? 0))
        compiling.push(timing.compileMs ?? 0)
      }
      await one.end()
      const median = [...compiling].sort((a, b) => a - b)[models >> 1]?.toFixed(0)
      console.log(`${engine}, ${name}: ${[1, 10, 50, 100, 150, 200].filter((count) => count <= models).map((count) => `${count}: ${memory[count - 1]?.toFixed(0)} MB`).join(', ')}; recording and compiling ${median} ms`)
      expect(memory.at(-1) ?? 0).toBeLessThan(1.1 * (memory[9] ?? 0))
    })
  }
}
