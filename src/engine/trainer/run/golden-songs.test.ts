import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import golden from '../fixtures/golden-songs.json'
import { prepareSongs } from '../fixtures/songs'
import { preparingRecord, runFolder } from '../fixtures/synthetic-run'
import { StopRequest } from './stop-request'
import { trainRun } from './train-run'

const songs = process.env['CROSSFADE_SONGS']
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe.skipIf(songs === undefined)('on the songs (needs CROSSFADE_SONGS)', () => {
  it('comes to the test accuracy of Keras within 0.7 points, as a mean of three seeds', async () => {
    const preparedDir = mkdtempSync(join(tmpdir(), 'crossfade-songs-'))
    prepareSongs(songs ?? '', preparedDir)
    const accuracies: number[] = []
    for (const seed of [1, 2, 3]) {
      const record = preparingRecord({
        layers: [{ kind: 'dense', units: 256, activation: 'relu' }, { kind: 'dense', units: 256, activation: 'relu' }],
        // Keras is scored after its last epoch; validation loss is still falling at the fifteenth.
        training: { epochs: 15, batch: 256, seed, stopping: { monitor: 'loss', patience: 0, minDelta: 0 } },
      })
      const { test, best } = await trainRun({ runDir: runFolder(), preparedDir, record, resume: false }, new StopRequest(), () => undefined)
      accuracies.push(test?.['accuracy'] ?? 0)
      console.log(`seed ${seed}: test accuracy ${test?.['accuracy']}, best epoch ${best?.epoch}`)
    }
    rmSync(preparedDir, { recursive: true })
    expect(Math.abs(mean(accuracies) - mean(golden.runs.map((run) => run.accuracy)))).toBeLessThan(0.007)
  }, 300_000)
})
