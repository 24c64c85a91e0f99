import type { Page } from 'playwright/test'
import { expect } from 'playwright/test'
import type { BaselineSettings } from '@shared/baseline/baseline-settings'
import type { RunDetail } from '@shared/run/run-detail'
import { guessRecipe } from '@shared/recipe/guess'
import { defaultModel, defaultTraining } from '@shared/training/resolve'
import type { TrainingSettings } from '@shared/training/training-settings'

/** The value of an answer of the bridge. */
function valueOf<Value>(answer: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: { readonly message: string } }): Value {
  if (answer.ok) return answer.value
  throw new Error(answer.error.message)
}

/** Begins a run on a sample through the bridge, for tests that are about something else than the screens. Answers its id. */
export async function beginRun(page: Page, sample: 'songs' | 'penguins', training: Partial<TrainingSettings>, baseline?: BaselineSettings): Promise<string> {
  const dataset = valueOf(await page.evaluate((name) => window.crossfade.openSample({ sample: name }), sample))
  const target = sample === 'songs' ? 'track_genre' : 'species'
  const run = {
    dataset: dataset.id,
    name: 'Test run',
    recipe: guessRecipe(dataset.columns, dataset.rows, target),
    model: defaultModel(dataset.rows, 12, 3),
    training: { ...defaultTraining('classification', dataset.rows), ...training },
    ...(baseline === undefined ? {} : { baseline }),
  }
  return valueOf(await page.evaluate((argument) => window.crossfade.startRun(argument), run)).id
}

export async function runDetail(page: Page, id: string): Promise<RunDetail> {
  return valueOf(await page.evaluate((run) => window.crossfade.getRun({ id: run }), id))
}

/** Waits until the run has finished so many epochs. */
export async function finishedEpochs(page: Page, id: string, epochs: number): Promise<void> {
  await expect.poll(async () => (await runDetail(page, id)).metrics.length, { timeout: 90_000 }).toBeGreaterThanOrEqual(epochs)
}

export async function status(page: Page, id: string): Promise<string> {
  return (await runDetail(page, id)).record.status
}

/** Trains until somebody stops it. */
export const endless: Partial<TrainingSettings> = { epochs: 1_000_000, stopping: { monitor: 'loss', patience: 0, minDelta: 0 } }
